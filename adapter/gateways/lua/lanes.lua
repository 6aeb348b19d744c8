-- Delivery: a lane's head under a lease, and what can become of it.

-- ARGV: group, most, lease in ms, who. Per lane: name, fence, entry, person, and all that deciding again needs.
local function claim(keys, args)
  local p, group = keys[1], args[1]
  local now = clock()
  local found = {}
  local lanes = redis.call('ZRANGEBYSCORE', p .. ':due:' .. group, '-inf', now, 'LIMIT', 0, tonumber(args[2]))
  for _, lane in ipairs(lanes) do
    local id = redis.call('LINDEX', p .. ':queue:' .. lane, 0)
    local fence = redis.call('INCR', p .. ':fence')
    redis.call('HSET', p .. ':lane:' .. lane, 'fence', fence, 'worker', args[4])
    redis.call('HDEL', p .. ':lane:' .. lane, 'woken')
    redis.call('ZADD', p .. ':due:' .. group, now + args[3], lane)
    found[#found + 1] = leased(p, lane, fence, id)
  end
  refresh(p, group)
  return found
end

-- The identity guard let the person pass: the body stays as long as any other.
local function unguard(p, message)
  redis.call('HDEL', p .. ':message:' .. message, 'guarded')
  redis.call('ZREM', p .. ':purge', message)
end

-- ARGV: lane, fence, entry, person, rev, token, doc, frozen, log record, audit record, digest, delivery, unit,
-- when, by the adapter's clock in ms.
-- Nothing may leave before this is durable (semantics 27).
local function begin(keys, args)
  local p, entry = keys[1], keys[1] .. ':entry:' .. args[3]
  if redis.call('HGET', p .. ':lane:' .. args[1], 'fence') ~= args[2] then return 'lost' end
  if redis.call('HGET', entry, 'begun') == args[6] then return 'already' end
  if (redis.call('HGET', p .. ':person:' .. args[4], 'rev') or '0') ~= args[5] then return 'stale' end
  redis.call('HSET', entry, 'begun', args[6], 'doc', args[7], 'frozen', args[8], 'delivery', args[12])
  redis.call('HSET', p .. ':deliveries:' .. args[13], args[12], args[3])
  if args[9] ~= '' then
    redis.call('RPUSH', p .. ':log:' .. args[4], args[9])
    redis.call('ZADD', p .. ':known:' .. args[13], 'GT', args[14], args[4])
    unguard(p, redis.call('HGET', entry, 'message')) -- a notice of our own discloses nothing and clears nobody
  end
  note(p, args[10], args[11])
  return 'ok'
end

-- ARGV: lane, fence, entry, person, state, doc, audit record, digest.
local function settle(keys, args)
  local p, entry = keys[1], keys[1] .. ':entry:' .. args[3]
  local may = holding(p, args[1], args[2], args[3])
  if may ~= 'ok' then return may end
  redis.call('HSET', entry, 'state', args[5], 'doc', args[6])
  if args[5] ~= 'fetched' then
    redis.call('HDEL', entry, 'frozen')
    unlist(p, args[3])
  end
  if args[5] == 'delivered' or args[5] == 'fetched' then
    arrived(p, args[3], clock())
  else
    unwatch(p, args[3])
    redis.call('DEL', p .. ':hooks:' .. args[3])
  end
  redis.call('LREM', p .. ':queue:' .. args[1], 1, args[3])
  release(p, args[1], args[2], args[3])
  advance(p, args[1], args[4], clock())
  note(p, args[7], args[8])
  return 'ok'
end

-- ARGV: lane, fence, entry, person, state, doc, delay ms, group, keep frozen, audit record or '', digest, cleared.
local function reschedule(keys, args)
  local p, entry = keys[1], keys[1] .. ':entry:' .. args[3]
  local may = holding(p, args[1], args[2], args[3])
  if may ~= 'ok' then return may end
  local now = clock()
  local due = now + tonumber(args[7])
  if redis.call('HGET', p .. ':lane:' .. args[1], 'woken') then due = now end
  if redis.call('HGET', entry, 'group') ~= args[8] then unlist(p, args[3]) end
  redis.call('HSET', entry, 'state', args[5], 'doc', args[6], 'due', due, 'group', args[8])
  if args[9] ~= '1' then redis.call('HDEL', entry, 'frozen') end
  list(p, args[8], args[3], now)
  release(p, args[1], args[2], args[3])
  redis.call('HDEL', p .. ':lane:' .. args[1], 'woken')
  if string.sub(args[1], 1, 8) == 'fetched|' then
    redis.call('DEL', p .. ':lane:' .. args[1])
  elseif redis.call('LINDEX', p .. ':queue:' .. args[1], 0) ~= args[3] then
    advance(p, args[1], args[4], now) -- it was taken out of its turn: the lane follows its head all the same
  else
    schedule(p, args[1], args[8], due)
  end
  if args[5] == 'available' then present(p, args[3], now) end
  if due <= now then announce(p) end
  if args[12] == '1' then unguard(p, redis.call('HGET', entry, 'message')) end
  if args[10] ~= '' then note(p, args[10], args[11]) end
  return 'ok'
end

-- ARGV: lane, fence, entry, person, doc, block lane, audit record, digest.
local function bury(keys, args)
  local p, entry = keys[1], keys[1] .. ':entry:' .. args[3]
  local may = holding(p, args[1], args[2], args[3])
  if may ~= 'ok' then return may end
  local now = clock()
  redis.call('HSET', entry, 'state', 'buried', 'doc', args[5])
  redis.call('ZADD', p .. ':dead', now, args[3])
  unlist(p, args[3])
  unwatch(p, args[3])
  if args[6] ~= '1' then redis.call('LREM', p .. ':queue:' .. args[1], 1, args[3]) end
  release(p, args[1], args[2], args[3])
  advance(p, args[1], args[4], now)
  note(p, args[7], args[8])
  return 'ok'
end

-- ARGV: person, message key, entry, lane, group, state, doc. Once per entry id.
local function notify(keys, args)
  local p = keys[1]
  if redis.call('EXISTS', p .. ':entry:' .. args[3]) == 1 then return 'already' end
  enqueue(p, args[1], args[2], {
    id = args[3], lane = args[4], group = args[5], delay = 0, state = args[6], doc = args[7],
  }, clock())
  announce(p)
  return 'ok'
end

-- ARGV: person, rev, lines of history known, token, log record or '', audit record, digest.
-- What is printed is on record before it leaves; whatever came meanwhile makes it stale.
local function inscribe(keys, args)
  local p, log = keys[1], keys[1] .. ':log:' .. args[1]
  local person = p .. ':person:' .. args[1]
  if redis.call('HGET', person, 'inscribed') == args[4] then return 'already' end
  if (redis.call('HGET', person, 'rev') or '0') ~= args[2] then return 'stale' end
  if redis.call('LLEN', log) ~= tonumber(args[3]) then return 'stale' end
  redis.call('HSET', person, 'inscribed', args[4])
  if args[5] ~= '' then redis.call('RPUSH', log, args[5]) end
  note(p, args[6], args[7])
  return 'ok'
end
