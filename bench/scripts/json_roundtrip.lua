local found, cjson = pcall(require, "cjson")
if not found then
  print("skip json_roundtrip: install the Debian package lua-cjson")
  return
end
local size = tonumber(arg[1]) or 36000
local function document(n)
  local items = {}
  for k = 1, n do
    items[k] = {
      id = k,
      name = "record number " .. k,
      active = k % 2 == 0,
      score = k * 0.25,
      tags = { "alpha", "beta", "tag" .. k % 50 },
      pos = { x = k % 100, y = k % 77, label = 'p"' .. k % 10 .. '"' },
    }
  end
  return { title = "bench", items = items }
end

local start = os.clock()
local text = cjson.encode(document(size))
local back = cjson.decode(text)
local again = cjson.encode(back)
local sum = #text + #again
for _, item in ipairs(back.items) do sum = sum + item.score + item.pos.y end
print(string.format("json_roundtrip %.6f %.2f", os.clock() - start, sum))
