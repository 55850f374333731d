local size = tonumber(arg[1]) or 500000
local sqrt = math.sqrt
local function body(x, y, z, vx, vy, vz, mass)
  return { x = x, y = y, z = z, vx = vx, vy = vy, vz = vz, mass = mass }
end

local function system()
  local bodies = { body(0, 0, 0, 0, 0, 0, 100) }
  for k = 1, 4 do
    local r = 2 + 3 * k
    bodies[k + 1] = body(r, 0, 0.1 * k, 0, sqrt(100 / r), 0, 0.05 * k)
  end
  return bodies
end

local function advance(bodies, dt)
  local n = #bodies
  for k = 1, n do
    local a = bodies[k]
    for j = k + 1, n do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local square = dx * dx + dy * dy + dz * dz
      local pull = dt / (square * sqrt(square))
      local from_b = b.mass * pull
      a.vx = a.vx - dx * from_b
      a.vy = a.vy - dy * from_b
      a.vz = a.vz - dz * from_b
      local from_a = a.mass * pull
      b.vx = b.vx + dx * from_a
      b.vy = b.vy + dy * from_a
      b.vz = b.vz + dz * from_a
    end
  end
  for _, a in ipairs(bodies) do
    a.x = a.x + dt * a.vx
    a.y = a.y + dt * a.vy
    a.z = a.z + dt * a.vz
  end
end

local function energy(bodies)
  local n, e = #bodies, 0
  for k = 1, n do
    local a = bodies[k]
    e = e + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for j = k + 1, n do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      e = e - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end

local start = os.clock()
local bodies = system()
for _ = 1, size do advance(bodies, 0.001) end
local e = energy(bodies)
print(string.format("nbody %.6f %.12f", os.clock() - start, e))
