local size = tonumber(arg[1]) or 200000
local function fill(n, seed)
  local records = {}
  for k = 1, n do
    seed = seed * 16807 % 2147483647
    records[k] = { key = seed % 1000000 }
  end
  return records
end

local start = os.clock()
local records = fill(size, 42)
table.sort(records, function(a, b) return a.key < b.key end)
local sum = 0
for k = 1, size, 1000 do sum = sum + records[k].key * k end
print(string.format("sort_callback %.6f %d", os.clock() - start, sum))
