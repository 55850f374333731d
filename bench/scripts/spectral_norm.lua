local size = tonumber(arg[1]) or 800
local function a(row, column)
  return 1 / ((row + column) * (row + column + 1) / 2 + row + 1)
end

local function multiply(n, v, out)
  for row = 0, n - 1 do
    local s = 0
    for column = 0, n - 1 do s = s + a(row, column) * v[column + 1] end
    out[row + 1] = s
  end
end
local function multiply_transposed(n, v, out)
  for row = 0, n - 1 do
    local s = 0
    for column = 0, n - 1 do s = s + a(column, row) * v[column + 1] end
    out[row + 1] = s
  end
end

local start = os.clock()
local u, v, w = {}, {}, {}
for k = 1, size do u[k], v[k], w[k] = 1, 0, 0 end
for _ = 1, 10 do
  multiply(size, u, w)
  multiply_transposed(size, w, v)
  multiply(size, v, w)
  multiply_transposed(size, w, u)
end
local uv, vv = 0, 0
for k = 1, size do
  uv = uv + u[k] * v[k]
  vv = vv + v[k] * v[k]
end
print(string.format("spectral_norm %.6f %.12f", os.clock() - start, math.sqrt(uv / vv)))
