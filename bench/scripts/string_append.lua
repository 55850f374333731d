local size = tonumber(arg[1]) or 20000
local function run(n)
  local text = ""
  for k = 1, n do text = text .. "item" .. k % 1000 .. "," end
  return #text
end

local start = os.clock()
local length = run(size)
print(string.format("string_append %.6f %d", os.clock() - start, length))
