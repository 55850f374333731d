local size = tonumber(arg[1]) or 1000000
local function map(list, f)
  local out = {}
  for k = 1, #list do out[k] = f(list[k]) end
  return out
end
local function filter(list, f)
  local out, n = {}, 0
  for k = 1, #list do
    local x = list[k]
    if f(x) then
      n = n + 1
      out[n] = x
    end
  end
  return out
end
local function reduce(list, f, acc)
  for k = 1, #list do acc = f(acc, list[k]) end
  return acc
end
local function compose(f, g) return function(x) return f(g(x)) end end
local function counter()
  local n = 0
  return function()
    n = n + 1
    return n
  end
end
local function run(n)
  local list, step = {}, 3
  for k = 1, n do list[k] = k end
  local f = compose(function(x) return x + step end, function(x) return x * 2 end)
  local kept = filter(map(list, f), function(x) return x % 3 == 0 end)
  local sum = reduce(kept, function(acc, x) return acc + x end, 0)
  local tick = counter()
  for _ = 1, n do tick() end
  return sum + tick()
end

local start = os.clock()
local sum = run(size) + run(size)
print(string.format("closures %.6f %d", os.clock() - start, sum))
