local size = tonumber(arg[1]) or 6000
local function area(shape)
  local kind = shape.kind
  if kind == "circle" then return 3 * shape.r * shape.r end
  if kind == "rect" then return shape.w * shape.h end
  if kind == "square" then return shape.a * shape.a end
  if kind == "triangle" then return shape.b * shape.h / 2 end
  if kind == "ring" then return 3 * (shape.r * shape.r - shape.q * shape.q) end
  if kind == "point" then return 0 end
  return -1
end
local makers = {
  [0] = function(v) return { kind = "circle", r = v } end,
  function(v) return { kind = "rect", w = v, h = 2 } end,
  function(v) return { kind = "square", a = v } end,
  function(v) return { kind = "triangle", b = v, h = 4 } end,
  function(v) return { kind = "ring", r = v + 1, q = v } end,
  function() return { kind = "point" } end,
  function() return { kind = "other" } end,
}
local function make(n)
  local shapes, seed = {}, 42
  for k = 1, n do
    seed = seed * 16807 % 2147483647
    shapes[k] = makers[seed % 7](seed % 10 + 1)
  end
  return shapes
end
local function run(shapes, rounds)
  local sum = 0
  for _ = 1, rounds do
    for k = 1, #shapes do sum = sum + area(shapes[k]) end
  end
  return sum
end

local start = os.clock()
local sum = run(make(1000), size)
print(string.format("dispatch %.6f %d", os.clock() - start, sum))
