-- The operator's desk and the mailboxes.

-- ARGV: index (dead, mailbox:…), first, last. Entries with their time, oldest first.
local function look(keys, args)
  local p = keys[1]
  local found = {}
  local ids = redis.call('ZRANGE', p .. ':' .. args[1], args[2], args[3], 'WITHSCORES')
  for i = 1, #ids, 2 do
    local entry = redis.call('HMGET', p .. ':entry:' .. ids[i], 'doc', 'state')
    found[#found + 1] = {ids[i], entry[1], entry[2], ids[i + 1]}
  end
  return found
end

-- ARGV: entry, audit record, digest.
local function show(keys, args)
  note(keys[1], args[2], args[3])
  return leased(keys[1], redis.call('HGET', keys[1] .. ':entry:' .. args[1], 'lane'), 0, args[1])
end

-- ARGV: entry. With its message, for reading: nothing can be written with fence 0.
local function peek(keys, args)
  local lane = redis.call('HGET', keys[1] .. ':entry:' .. args[1], 'lane')
  if not lane then return {} end
  return leased(keys[1], lane, 0, args[1])
end

-- ARGV: entry, lease in ms, who. A lease on the lane whose head it is, begun and not done; 'busy' while another has it.
local function take(keys, args)
  local p, id = keys[1], args[1]
  local entry = redis.call('HMGET', p .. ':entry:' .. id, 'lane', 'state', 'group', 'begun')
  if not entry[4] or (entry[2] ~= 'waiting' and entry[2] ~= 'held') then return {} end
  local lane, due = entry[1], p .. ':due:' .. entry[3]
  if redis.call('LINDEX', p .. ':queue:' .. lane, 0) ~= id then return {} end
  local now = clock()
  local at = redis.call('ZSCORE', due, lane)
  if redis.call('HEXISTS', p .. ':lane:' .. lane, 'fence') == 1 and at and tonumber(at) > now then return {'busy'} end
  local fence = redis.call('INCR', p .. ':fence')
  redis.call('HSET', p .. ':lane:' .. lane, 'fence', fence, 'worker', args[3])
  redis.call('HDEL', p .. ':lane:' .. lane, 'woken')
  redis.call('ZADD', due, now + args[2], lane)
  refresh(p, entry[3])
  return leased(p, lane, fence, id)
end

-- ARGV: entry, lease in ms, who, unit. A lease on the lane of an entry that is there to be fetched, wherever it stands in it;
-- 'busy' while another has the lane. The lane stays among those of its head: whoever is killed leaves it to be looked at.
local function take_out(keys, args)
  local p, id = keys[1], args[1]
  local entry = redis.call('HMGET', p .. ':entry:' .. id, 'lane', 'state', 'group')
  if entry[2] ~= 'available' or entry[3] ~= 'mailbox:' .. args[4] then return {} end
  local lane, now = entry[1], clock()
  local held = redis.call('HMGET', p .. ':lane:' .. lane, 'group', 'fence')
  local group = held[1] or entry[3]
  local at = redis.call('ZSCORE', p .. ':due:' .. group, lane)
  if held[2] and at and tonumber(at) > now then return {'busy'} end
  local fence = redis.call('INCR', p .. ':fence')
  schedule(p, lane, group, now + args[2])
  redis.call('HSET', p .. ':lane:' .. lane, 'fence', fence, 'worker', args[3])
  redis.call('HDEL', p .. ':lane:' .. lane, 'woken')
  return leased(p, lane, fence, id)
end

-- ARGV: entry, doc, audit record, digest. To the front of its lane, due at once, to be decided again.
local function replay(keys, args)
  local p, key = keys[1], keys[1] .. ':entry:' .. args[1]
  if redis.call('ZREM', p .. ':dead', args[1]) == 0 then return 'lost' end
  local entry = redis.call('HMGET', key, 'lane', 'person', 'group')
  local boxed = string.sub(entry[3], 1, 8) == 'mailbox:'
  redis.call('HSET', key, 'state', boxed and 'available' or 'waiting', 'doc', args[2])
  list(p, entry[3], args[1], clock())
  if boxed then present(p, args[1], clock()) end
  local queue = p .. ':queue:' .. entry[1]
  if redis.call('LINDEX', queue, 0) ~= args[1] then
    redis.call('LPUSH', queue, args[1])
    redis.call('SADD', p .. ':lanes:' .. entry[2], entry[1])
  end
  if redis.call('HEXISTS', p .. ':lane:' .. entry[1], 'fence') == 0 then
    advance(p, entry[1], entry[2], clock())
  end
  note(p, args[3], args[4])
  return 'ok'
end

-- ARGV: entry, audit record, digest. It stays buried for good; what it blocked goes on.
local function discard(keys, args)
  local p, key = keys[1], keys[1] .. ':entry:' .. args[1]
  if redis.call('ZREM', p .. ':dead', args[1]) == 0 then return 'lost' end
  local entry = redis.call('HMGET', key, 'lane', 'person')
  local first = redis.call('LINDEX', p .. ':queue:' .. entry[1], 0) == args[1]
  redis.call('HDEL', key, 'frozen')
  redis.call('DEL', p .. ':hooks:' .. args[1])
  redis.call('LREM', p .. ':queue:' .. entry[1], 1, args[1])
  if first then advance(p, entry[1], entry[2], clock()) end
  note(p, args[2], args[3])
  return 'ok'
end

-- ARGV: entry, lease in ms, who. A lease on an entry that was fetched and not acknowledged; it is in no lane any more.
local function fetch_again(keys, args)
  local p, id = keys[1], args[1]
  if redis.call('HGET', p .. ':entry:' .. id, 'state') ~= 'fetched' then return {} end
  local now = clock()
  local lane = 'fetched|' .. id
  local meta = p .. ':lane:' .. lane
  local till = redis.call('HGET', meta, 'until')
  if till and tonumber(till) > now then return {} end
  local fence = redis.call('INCR', p .. ':fence')
  redis.call('HSET', meta, 'fence', fence, 'until', now + args[2], 'worker', args[3])
  return leased(p, lane, fence, id)
end

-- ARGV: entry, doc, audit record, digest.
local function acknowledge(keys, args)
  local p, key = keys[1], keys[1] .. ':entry:' .. args[1]
  local entry = redis.call('HMGET', key, 'state', 'lane', 'person')
  if entry[1] == 'delivered' then return 'already' end
  if entry[1] ~= 'fetched' and entry[1] ~= 'available' then return 'lost' end
  unlist(p, args[1])
  arrived(p, args[1], clock())
  redis.call('HSET', key, 'state', 'delivered', 'doc', args[2])
  redis.call('HDEL', key, 'frozen')
  local first = redis.call('LINDEX', p .. ':queue:' .. entry[2], 0) == args[1]
  redis.call('LREM', p .. ':queue:' .. entry[2], 1, args[1])
  if first then
    redis.call('HDEL', p .. ':lane:' .. entry[2], 'fence')
    advance(p, entry[2], entry[3], clock())
  end
  note(p, args[3], args[4])
  return 'ok'
end
