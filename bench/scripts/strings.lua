-- 200 000 pieces joined, split and joined again; then a string grown piece by piece.
local function pieces(n)
  local parts = {}
  for k = 0, n - 1 do parts[#parts + 1] = "item" .. (k % 1000) end
  local back = {}
  for piece in string.gmatch(table.concat(parts, ","), "[^,]+") do back[#back + 1] = piece end
  local characters = 0
  for _, piece in ipairs(back) do characters = characters + #piece end
  return #table.concat(back, "; ") + characters
end
local function grown(n)
  local text = ""
  for _ = 1, n do text = text .. "ab" end
  return #text
end
local t = os.clock()
local total = pieces(200000) + grown(20000)
print(string.format("strings %.6f %d", os.clock() - t, total))
