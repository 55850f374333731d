local size = tonumber(arg[1]) or 300000
local function fill(n, seed)
  local numbers = {}
  for k = 1, n do
    seed = seed * 16807 % 2147483647
    numbers[k] = seed % 1000000
  end
  return numbers
end
local function quicksort(v, low, high)
  while low < high do
    local pivot = v[math.floor((low + high) / 2)]
    local left, right = low, high
    while left <= right do
      while v[left] < pivot do left = left + 1 end
      while v[right] > pivot do right = right - 1 end
      if left <= right then
        v[left], v[right] = v[right], v[left]
        left, right = left + 1, right - 1
      end
    end
    if right - low < high - left then
      quicksort(v, low, right)
      low = left
    else
      quicksort(v, left, high)
      high = right
    end
  end
end

local start = os.clock()
local sum = 0
for round = 1, 2 do
  local v = fill(size, 41 + round)
  quicksort(v, 1, #v)
  for k = 1, #v, 1000 do sum = sum + v[k] * k end
end
print(string.format("quicksort %.6f %d", os.clock() - start, sum))
