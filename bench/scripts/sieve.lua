local size = tonumber(arg[1]) or 2000000
local function sieve(n)
  local is_prime, count = {}, 0
  for k = 1, n do is_prime[k] = true end
  for k = 2, n do
    if is_prime[k] then
      count = count + 1
      for multiple = k * k, n, k do is_prime[multiple] = false end
    end
  end
  return count
end

local start = os.clock()
local total = 0
for _ = 1, 4 do total = total + sieve(size) end
print(string.format("sieve %.6f %d", os.clock() - start, total))
