local size = tonumber(arg[1]) or 300000
local function run(n)
  local parts = {}
  for k = 1, n do parts[k] = "item" .. k % 1000 end
  local back = {}
  for word in string.gmatch(table.concat(parts, ","), "[^,]+") do back[#back + 1] = word end
  local characters = 0
  for k = 1, #back do characters = characters + #back[k] end
  return #table.concat(back, "; ") + characters
end

local start = os.clock()
local total = run(size) + run(size)
print(string.format("string_build %.6f %d", os.clock() - start, total))
