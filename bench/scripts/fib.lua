local size = tonumber(arg[1]) or 32
local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local start = os.clock()
local sum = 0
for _ = 1, 3 do sum = sum + fib(size) end
print(string.format("fib %.6f %d", os.clock() - start, sum))
