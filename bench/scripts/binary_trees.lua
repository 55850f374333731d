local size = tonumber(arg[1]) or 14
local function make(depth)
  if depth == 0 then return { left = nil, right = nil } end
  return { left = make(depth - 1), right = make(depth - 1) }
end
local function count(node)
  if node.left == nil then return 1 end
  return 1 + count(node.left) + count(node.right)
end

local start = os.clock()
local lasting = make(size)
local total = 0
for depth = 4, size, 2 do
  for _ = 1, 2 ^ (size - depth + 3) do total = total + count(make(depth)) end
end
total = total + count(lasting)
print(string.format("binary_trees %.6f %d", os.clock() - start, total))
