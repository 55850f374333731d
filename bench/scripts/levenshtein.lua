local size = tonumber(arg[1]) or 3000
local function text(n, seed)
  local letters = {}
  for k = 1, n do
    seed = seed * 16807 % 2147483647
    letters[k] = string.char(97 + seed % 6)
  end
  return table.concat(letters)
end
local function distance(a, b)
  local byte, min, n = string.byte, math.min, #b
  local above, row = {}, {}
  for j = 0, n do above[j] = j end
  for k = 1, #a do
    row[0] = k
    local letter = byte(a, k)
    for j = 1, n do
      local cost = letter == byte(b, j) and 0 or 1
      row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost)
    end
    above, row = row, above
  end
  return above[n]
end

local start = os.clock()
local d = distance(text(size, 42), text(size, 4711))
print(string.format("levenshtein %.6f %d", os.clock() - start, d))
