local size = tonumber(arg[1]) or 1000000
local function text(n)
  local words, seed = {}, 42
  for k = 1, n do
    seed = seed * 16807 % 2147483647
    words[k] = "w" .. seed % 5000
  end
  return table.concat(words, " ")
end

local start = os.clock()
local counts = {}
for word in string.gmatch(text(size), "%S+") do counts[word] = (counts[word] or 0) + 1 end
local different, sum = 0, 0
for word, count in pairs(counts) do
  different = different + 1
  sum = sum + count * #word
end
print(string.format("wordcount %.6f %d", os.clock() - start, different * 1000 + counts.w7 + sum))
