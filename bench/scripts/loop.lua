-- s = (s + k*k) % 1000003 for k = 1 … 10⁷.
local function run(n)
  local s = 0
  for k = 1, n do s = (s + k * k) % 1000003 end
  return s
end
local t = os.clock()
local s = run(10000000)
print(string.format("loop %.6f %d", os.clock() - t, s))
