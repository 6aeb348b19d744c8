-- Intake: the idempotency key in its own slot, then everything of an accepted message in one step.

-- KEYS: the id's slot. ARGV: digest, token, lease in ms, token to take over from ('' for none).
local function reserve(keys, args)
  local key = keys[1]
  local now = clock()
  local kept = redis.call('HMGET', key, 'token', 'digest', 'partition', 'until')
  if not kept[1] or kept[1] == args[4] or (not kept[3] and tonumber(kept[4]) <= now) then
    redis.call('HSET', key, 'token', args[2], 'digest', args[1], 'until', now + args[3])
    redis.call('HDEL', key, 'partition')
    redis.call('PEXPIRE', key, 3600000) -- until it is bound: an id that nothing came of is forgotten
    return {'reserved'}
  end
  if kept[1] == args[2] then return {'reserved'} end
  local lapsed = tonumber(kept[4]) <= now and '1' or '0'
  return {kept[3] and 'bound' or 'busy', kept[1], kept[2], kept[3] or '', lapsed}
end

-- The reservation says where to look before anything is written there, so that a crash can be repaired.
local function bind(keys, args)
  if redis.call('HGET', keys[1], 'token') ~= args[1] then return 'lost' end
  redis.call('HSET', keys[1], 'partition', args[2])
  redis.call('PERSIST', keys[1])
  return 'ok'
end

local function yield_reservation(keys, args)
  if redis.call('HGET', keys[1], 'token') == args[1] then
    redis.call('HSET', keys[1], 'until', 0)
  end
  return 'ok'
end

-- The index of persons: an HMAC of the number → partition and random id; whoever comes first decides.
local function settle_index(keys, args)
  redis.call('SET', keys[1], args[1], 'NX')
  return redis.call('GET', keys[1])
end

local function state(keys, args)
  local p, person = keys[1], args[1]
  return {
    redis.call('HGET', p .. ':person:' .. person, 'rev') or '0',
    redis.call('LRANGE', p .. ':log:' .. person, 0, -1),
    redis.call('HGETALL', p .. ':keys:' .. person),
  }
end

local function supersede(p, id, now)
  local key = p .. ':entry:' .. id
  local entry = redis.call('HMGET', key, 'lane', 'person', 'state')
  if not entry[1] or (entry[3] ~= 'waiting' and entry[3] ~= 'held' and entry[3] ~= 'available') then return end
  unlist(p, id)
  unwatch(p, id)
  redis.call('DEL', p .. ':hooks:' .. id)
  redis.call('HSET', key, 'state', 'superseded')
  redis.call('HDEL', key, 'frozen')
  local first = redis.call('LINDEX', p .. ':queue:' .. entry[1], 0) == id
  redis.call('LREM', p .. ':queue:' .. entry[1], 1, id)
  if first then
    redis.call('HDEL', p .. ':lane:' .. entry[1], 'fence')
    advance(p, entry[1], entry[2], now)
  end
end

-- Makes the held heads of a person due; a lane being handled right now is looked at again at once afterwards.
local function wake(p, person, now)
  for _, lane in ipairs(redis.call('SMEMBERS', p .. ':lanes:' .. person)) do
    local meta = p .. ':lane:' .. lane
    local id = redis.call('LINDEX', p .. ':queue:' .. lane, 0)
    local head = redis.call('HMGET', p .. ':entry:' .. id, 'state', 'group')
    if redis.call('HEXISTS', meta, 'fence') == 1 then
      redis.call('HSET', meta, 'woken', '1')
    elseif head[1] == 'held' then
      schedule(p, lane, head[2], now)
    end
    for _, waiting in ipairs(redis.call('LRANGE', p .. ':queue:' .. lane, 0, -1)) do
      if redis.call('HGET', p .. ':entry:' .. waiting, 'state') == 'held' then
        redis.call('HSET', p .. ':entry:' .. waiting, 'due', now)
      end
    end
  end
end

-- KEYS: partition, and the id's slot where one server holds both (else `bind` went before).
-- ARGV: message key, token, person, rev, body, key name, own wrapped key, receipt, log record, audit record,
-- digest, wake, purge after ms ('' for never), lines of history known ('' for any), now by the adapter's clock in ms,
-- then counted lists: new keys (name, wrapped), entries (id, lane, group, delay ms, state, doc, tell of it as late after ms), superseded ids;
-- the sender's unit; last notifications, counted (entry they are of, id, lane, group, doc).
local function put(keys, args)
  local p, person = keys[1], args[3]
  local message = p .. ':message:' .. args[1]
  if keys[2] and redis.call('HGET', keys[2], 'token') ~= args[2] then return 'lost' end
  if redis.call('EXISTS', message) == 1 then return 'already' end
  if (redis.call('HGET', p .. ':person:' .. person, 'rev') or '0') ~= args[4] then return 'stale' end
  if args[14] ~= '' and redis.call('LLEN', p .. ':log:' .. person) ~= tonumber(args[14]) then return 'stale' end
  local at = 16
  local keys_end = at + 2 * tonumber(args[at])
  local entries_at = keys_end + 1
  local entries_end = entries_at + 7 * tonumber(args[entries_at])
  local gone_at = entries_end + 1
  for i = gone_at + 1, gone_at + tonumber(args[gone_at]) do
    if redis.call('HEXISTS', p .. ':entry:' .. args[i], 'begun') == 1 then return 'stale' end
  end
  local now = clock()
  if keys[2] then
    redis.call('HSET', keys[2], 'partition', p)
    redis.call('PERSIST', keys[2])
  end
  redis.call('HINCRBY', p .. ':person:' .. person, 'rev', 1)
  redis.call('RPUSH', p .. ':log:' .. person, args[9])
  for i = at + 1, keys_end, 2 do
    redis.call('HSETNX', p .. ':keys:' .. person, args[i], args[i + 1])
  end
  local ids = {}
  for i = gone_at + 1, gone_at + tonumber(args[gone_at]) do supersede(p, args[i], now) end
  for i = entries_at + 1, entries_end, 7 do
    ids[#ids + 1] = args[i]
    enqueue(p, person, args[1], {
      id = args[i], lane = args[i + 1], group = args[i + 2], delay = tonumber(args[i + 3]), state = args[i + 4],
      doc = args[i + 5],
    }, now)
    watch(p, args[i], tonumber(args[i + 6]), now)
  end
  local hooks_at = gone_at + tonumber(args[gone_at]) + 2
  for i = hooks_at + 1, hooks_at + 5 * tonumber(args[hooks_at]), 5 do
    redis.call('RPUSH', p .. ':hooks:' .. args[i], args[i + 1], args[i + 2], args[i + 3], args[i + 4])
  end
  for i = entries_at + 1, entries_end, 7 do
    if args[i + 4] == 'available' then present(p, args[i], now) end
  end
  redis.call('HSET', message, 'person', person, 'body', args[5], 'key', args[6], 'wrapped', args[7],
    'receipt', args[8], 'entries', table.concat(ids, ' '), 'at', now)
  if args[13] ~= '' then
    redis.call('HSET', message, 'guarded', '1')
    redis.call('ZADD', p .. ':purge', now + args[13], args[1])
  end
  redis.call('ZADD', p .. ':known:' .. args[gone_at + tonumber(args[gone_at]) + 1], 'GT', args[15], person)
  if args[12] == '1' then wake(p, person, now) end
  redis.call('ZADD', p .. ':clock', 'LT', args[15], person) -- what it starts or meets is reckoned by the clock, not here
  note(p, args[10], args[11])
  announce(p)
  return 'ok'
end

-- ARGV: message key, receipt, audit record, digest. Nothing of the body is kept.
local function refuse(keys, args)
  local p = keys[1]
  local message = p .. ':message:' .. args[1]
  if redis.call('EXISTS', message) == 1 then return 'already' end
  redis.call('HSET', message, 'receipt', args[2], 'entries', '', 'at', clock())
  note(p, args[3], args[4])
  return 'ok'
end

-- ARGV: message key. Its receipt, its entries as they are now, and what is kept of the person.
local function receipt(keys, args)
  local p = keys[1]
  local kept = redis.call('HMGET', p .. ':message:' .. args[1], 'receipt', 'entries', 'person')
  if not kept[1] then return {} end
  local docs = {}
  for id in string.gmatch(kept[2], '%S+') do
    local entry = redis.call('HMGET', p .. ':entry:' .. id, 'doc', 'state', 'told')
    docs[#docs + 1] = {id, entry[1], entry[2], entry[3] or ''}
  end
  if not kept[3] then return {kept[1], docs} end
  return {kept[1], docs, kept[3], redis.call('LRANGE', p .. ':log:' .. kept[3], 0, -1),
    redis.call('HGETALL', p .. ':keys:' .. kept[3])}
end

-- Bodies that the identity guard held too long: gone, their entries stay to be refused (semantics 15).
local function purge(keys, args)
  local p = keys[1]
  local due = redis.call('ZRANGEBYSCORE', p .. ':purge', '-inf', clock(), 'LIMIT', 0, tonumber(args[1]))
  for _, id in ipairs(due) do
    local message = p .. ':message:' .. id
    if redis.call('HGET', message, 'guarded') == '1' then
      redis.call('HSET', message, 'body', '')
      redis.call('HDEL', message, 'wrapped')
    end
    redis.call('ZREM', p .. ':purge', id)
  end
  return #due
end
