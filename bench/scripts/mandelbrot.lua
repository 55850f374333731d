local size = tonumber(arg[1]) or 900
local function run(size, limit)
  local total = 0
  for row = 0, size - 1 do
    local ci = 2 * row / size - 1
    for column = 0, size - 1 do
      local cr = 2 * column / size - 1.5
      local zr, zi, n = 0, 0, 0
      while n < limit do
        local r2, i2 = zr * zr, zi * zi
        if r2 + i2 > 4 then break end
        zi = 2 * zr * zi + ci
        zr = r2 - i2 + cr
        n = n + 1
      end
      total = total + n
    end
  end
  return total
end

local start = os.clock()
local total = run(size, 50)
print(string.format("mandelbrot %.6f %d", os.clock() - start, total))
