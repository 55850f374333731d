local size = tonumber(arg[1]) or 600000
local function leaf(k)
  if k % 2 == 0 then error({ message = "even", source = k % 10 }) end
  return 1
end
local function middle(k) return leaf(k) + 1 end
local function outer(k) return middle(k) + 1 end
local function run(n)
  local sum = 0
  for k = 1, n do
    local ok, value = pcall(outer, k)
    sum = sum + (ok and value or value.source)
  end
  return sum
end

local start = os.clock()
local sum = run(size)
print(string.format("exceptions %.6f %d", os.clock() - start, sum))
