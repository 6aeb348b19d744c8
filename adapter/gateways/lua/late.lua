-- What has not arrived in time: its sender is told once, and once more when it has (semantics 32).

local WAITS = {waiting = true, held = true, available = true}

-- ARGV: most, lease in ms. Each is looked at by one process at a time; what is held waits for its sender, not for us.
local function late(keys, args)
  local p, now = keys[1], clock()
  local found = {}
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', p .. ':undelivered', '-inf', now, 'LIMIT', 0, tonumber(args[1]))) do
    local entry = redis.call('HMGET', p .. ':entry:' .. id, 'state', 'due', 'wait', 'told', 'lane')
    local from = entry[1] == 'held' and tonumber(entry[2]) + tonumber(entry[3]) or 0
    if not WAITS[entry[1]] or entry[4] then
      unwatch(p, id)
    elseif from > now then
      redis.call('ZADD', p .. ':undelivered', math.min(from, now + entry[3]), id)
    else
      redis.call('ZADD', p .. ':undelivered', now + args[2], id)
      found[#found + 1] = leased(p, entry[5], 0, id)
    end
  end
  return found
end

-- ARGV: entry, audit record, digest, then the notice now and the one for when it arrives: id, lane, group, state, doc.
-- One step, so that whoever is killed has told or has not.
local function tell_delayed(keys, args)
  local p, key = keys[1], keys[1] .. ':entry:' .. args[1]
  local entry = redis.call('HMGET', key, 'state', 'told', 'person', 'message')
  unwatch(p, args[1])
  if entry[2] then return 'already' end
  if not WAITS[entry[1]] then return 'lost' end
  local now = clock()
  redis.call('HSET', key, 'told', string.format('%.0f', now), 'clear', args[9], 'clearLane', args[10], 'clearGroup', args[11],
    'clearState', args[12], 'clearDoc', args[13])
  enqueue(p, entry[3], entry[4], {
    id = args[4], lane = args[5], group = args[6], delay = 0, state = args[7], doc = args[8],
  }, now)
  note(p, args[2], args[3])
  announce(p)
  return 'ok'
end

-- ARGV: entry. There is nobody left to tell.
local function forget_late(keys, args)
  unwatch(keys[1], args[1])
  return 'ok'
end
