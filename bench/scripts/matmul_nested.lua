local size = tonumber(arg[1]) or 300
local function make(n, seed)
  local rows = {}
  for r = 1, n do
    local row = {}
    for c = 1, n do row[c] = ((r - 1) * seed + c - 1) % 10 * 0.5 end
    rows[r] = row
  end
  return rows
end
local function multiply(a, b, n)
  local product = {}
  for r = 1, n do
    local left, row = a[r], {}
    for c = 1, n do
      local s = 0
      for k = 1, n do s = s + left[k] * b[k][c] end
      row[c] = s
    end
    product[r] = row
  end
  return product
end

local start = os.clock()
local product = multiply(make(size, 3), make(size, 7), size)
local trace = 0
for k = 1, size do trace = trace + product[k][k] end
print(string.format("matmul_nested %.6f %.3f", os.clock() - start, trace))
