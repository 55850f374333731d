local size = tonumber(arg[1]) or 9
local function flips(order, stack, n)
  for k = 1, n do stack[k] = order[k] end
  local count, first = 0, stack[1]
  while first ~= 1 do
    local low, high = 1, first
    while low < high do
      stack[low], stack[high] = stack[high], stack[low]
      low, high = low + 1, high - 1
    end
    count = count + 1
    first = stack[1]
  end
  return count
end

local function run(n)
  local order, stack, turns = {}, {}, {}
  for k = 1, n do order[k], stack[k], turns[k] = k, 0, 1 end
  local sum, most, k = flips(order, stack, n), 0, 2
  while k <= n do
    if turns[k] < k then
      local other = k % 2 == 0 and turns[k] or 1
      order[other], order[k] = order[k], order[other]
      local count = flips(order, stack, n)
      sum = sum + count
      if count > most then most = count end
      turns[k] = turns[k] + 1
      k = 2
    else
      turns[k] = 1
      k = k + 1
    end
  end
  return sum + most
end

local start = os.clock()
local total = 0
for _ = 1, 3 do total = total + run(size) end
print(string.format("fannkuch %.6f %d", os.clock() - start, total))
