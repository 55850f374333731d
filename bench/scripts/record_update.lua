local size = tonumber(arg[1]) or 5000000
local function run(n)
  local p = { x = 0, y = 0, vx = 1, vy = 0.5 }
  for _ = 1, n do
    p.x = p.x + p.vx
    p.y = p.y + p.vy
    if p.x > 1000 then
      p.x = 0
      p.vy = -p.vy
    end
  end
  return p.x + p.y
end

local start = os.clock()
local sum = 0
for _ = 1, 4 do sum = sum + run(size) end
print(string.format("record_update %.6f %.3f", os.clock() - start, sum))
