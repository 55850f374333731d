-- Two million rounds of two field updates on one record.
local function run(n)
  local p = { x = 0, y = 0, vx = 1, vy = 0.5 }
  for k = 1, n do
    p.x = p.x + p.vx
    p.y = p.y + p.vy
    if p.x > 1000 then p.x = 0; p.vy = -p.vy end
  end
  return p.x + p.y
end
local t = os.clock()
local s = run(2000000)
print(string.format("records %.6f %.14g", os.clock() - t, s))
