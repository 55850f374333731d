local size = tonumber(arg[1]) or 100
local function place(row, n, columns, up, down)
  if row == n then return 1 end
  local count = 0
  for c = 0, n - 1 do
    if not columns[c] and not up[row + c] and not down[row - c + n] then
      columns[c], up[row + c], down[row - c + n] = true, true, true
      count = count + place(row + 1, n, columns, up, down)
      columns[c], up[row + c], down[row - c + n] = false, false, false
    end
  end
  return count
end
local function falses(n)
  local list = {}
  for k = 0, n do list[k] = false end
  return list
end
local function solve(n) return place(0, n, falses(n), falses(2 * n), falses(2 * n)) end

local start = os.clock()
local total = 0
for _ = 1, size do total = total + solve(9) end
print(string.format("nqueens %.6f %d", os.clock() - start, total))
