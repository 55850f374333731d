local size = tonumber(arg[1]) or 1000000
local function remainders(n)
  return coroutine.wrap(function()
    for k = 1, n do coroutine.yield(k % 7) end
  end)
end

local start = os.clock()
local sum = 0
for _ = 1, 2 do
  for value in remainders(size) do sum = sum + value end
end
print(string.format("generators %.6f %d", os.clock() - start, sum))
