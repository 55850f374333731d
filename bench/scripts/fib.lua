-- fib(27), ten times: plain recursive calls.
local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end
local t = os.clock()
local sum = 0
for round = 1, 10 do sum = sum + fib(27) end
print(string.format("fib %.6f %d", os.clock() - t, sum))
