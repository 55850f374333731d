local size = tonumber(arg[1]) or 10000000
local function run(n)
  local s = 0
  for k = 1, n do s = (s + k * k) % 1000003 end
  return s
end

local start = os.clock()
local s = run(size)
print(string.format("loop %.6f %d", os.clock() - start, s))
