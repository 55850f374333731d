-- map, filter and reduce over 1000 numbers, a thousand times.
local function map(xs, f)
  local out = {}
  for i = 1, #xs do out[i] = f(xs[i]) end
  return out
end
local function filter(xs, p)
  local out = {}
  for i = 1, #xs do
    local x = xs[i]
    if p(x) then out[#out + 1] = x end
  end
  return out
end
local function reduce(xs, f, acc)
  for i = 1, #xs do acc = f(acc, xs[i]) end
  return acc
end
local function run(n)
  local xs = {}
  for i = 0, 999 do xs[#xs + 1] = i end
  local total = 0
  for _ = 1, n do
    local doubled = map(xs, function(x) return x * 2 end)
    local kept = filter(doubled, function(x) return x % 3 == 0 end)
    total = total + reduce(kept, function(sum, x) return sum + x end, 0)
  end
  return total
end
local t = os.clock()
local s = run(1000)
print(string.format("higher_order %.6f %d", os.clock() - t, s))
