-- Subscriptions, in the partition that their unit's id chooses: kept per unit, their handshakes in lanes like any delivery.

-- ARGV: unit, id, version known (0 for a new one), the new version, doc, most per unit, audit record, digest,
-- then of a handshake: entry, lane, group, doc ('' for none).
local function write_subscription(keys, args)
  local p, key, id = keys[1], keys[1] .. ':subscriptions:' .. args[1], args[2]
  local value = args[4] .. ' ' .. args[5]
  local kept = redis.call('HGET', key, id)
  if kept == value then return 'already' end
  local version = kept and string.match(kept, '^(%d+) ') or '0'
  if version ~= args[3] then return 'stale' end
  if not kept and redis.call('HLEN', key) >= tonumber(args[6]) then return 'full' end
  redis.call('HSET', key, id, value)
  note(p, args[7], args[8])
  if args[9] ~= '' then
    enqueue(p, '', '', {id = args[9], lane = args[10], group = args[11], delay = 0, state = 'waiting', doc = args[12]}, clock())
    announce(p)
  end
  return 'ok'
end

-- ARGV: unit, id, audit record, digest. What is still on its way finds nothing to be told to, and ends.
local function remove_subscription(keys, args)
  local p = keys[1]
  if redis.call('HDEL', p .. ':subscriptions:' .. args[1], args[2]) == 0 then return 'lost' end
  redis.call('DEL', p .. ':events:' .. args[2])
  note(p, args[3], args[4])
  return 'ok'
end

-- ARGV: subscription, notification. Its number among those of the subscription, drawn once.
local function number_event(keys, args)
  local key = keys[1] .. ':events:' .. args[1]
  local kept = redis.call('HGET', key, args[2])
  if kept then return tonumber(kept) end
  local number = redis.call('HINCRBY', key, 'count', 1)
  redis.call('HSET', key, args[2], number)
  return number
end
