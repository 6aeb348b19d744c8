-- Reading what the store holds of many: only that it was read is written.

-- ARGV: audit record, digest.
local function noted(keys, args)
  note(keys[1], args[1], args[2])
  return 'ok'
end

-- ARGV: newest score, oldest score, most, units. Persons of whom one of the units sent or got something, each once with
-- its newest score; more than `most` are not looked at per unit.
local function acquainted(keys, args)
  local newest, names = {}, {}
  for i = 4, #args do
    local rows = redis.call('ZRANGE', keys[1] .. ':known:' .. args[i], args[1], args[2], 'BYSCORE', 'REV',
      'LIMIT', 0, args[3], 'WITHSCORES')
    for at = 1, #rows, 2 do
      local before = newest[rows[at]]
      if not before then names[#names + 1] = rows[at] end
      if not before or tonumber(rows[at + 1]) > tonumber(before) then newest[rows[at]] = rows[at + 1] end
    end
  end
  local found = {}
  for _, name in ipairs(names) do
    found[#found + 1] = name
    found[#found + 1] = newest[name]
  end
  return found
end
