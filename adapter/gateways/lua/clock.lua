-- The clock: a set of persons per partition, each scored with the instant at which it is looked at next.
-- Instants are the adapter's, for so are the times that the due times were counted from; `now` is therefore told.

-- ARGV: now in ms, most, lease in ms. Per person: name, fence, when it was due, rev, log, keys.
-- The lease is the score itself: whoever has died is followed when it is over.
local function due_clocks(keys, args)
  local p, now = keys[1], tonumber(args[1])
  local found = {}
  local due = redis.call('ZRANGEBYSCORE', p .. ':clock', '-inf', now, 'WITHSCORES', 'LIMIT', 0, tonumber(args[2]))
  for i = 1, #due, 2 do
    local person = due[i]
    local fence = redis.call('INCR', p .. ':fence')
    redis.call('HSET', p .. ':person:' .. person, 'clock', fence)
    redis.call('ZADD', p .. ':clock', now + args[3], person)
    found[#found + 1] = {person, string.format('%.0f', fence), due[i + 1], state(keys, {person})}
  end
  return found
end

-- ARGV: person, fence, rev, lines of history known, next look in ms or '', log record or '', audit record, digest,
-- then a counted list of reminders (message, entry, lane, group, state, doc).
-- Whatever came meanwhile makes it stale; whoever claimed later makes it lost; a repeat of the same is told so.
local function strike(keys, args)
  local p, person = keys[1], args[1]
  local own, log = p .. ':person:' .. person, p .. ':log:' .. person
  if redis.call('HGET', own, 'struck') == args[2] then return 'already' end
  if redis.call('HGET', own, 'clock') ~= args[2] then return 'lost' end
  if (redis.call('HGET', own, 'rev') or '0') ~= args[3] then return 'stale' end
  if redis.call('LLEN', log) ~= tonumber(args[4]) then return 'stale' end
  redis.call('HSET', own, 'struck', args[2])
  if args[5] == '' then
    redis.call('ZREM', p .. ':clock', person)
  else
    redis.call('ZADD', p .. ':clock', args[5], person)
  end
  if args[6] == '' then return 'ok' end
  local now = clock()
  redis.call('RPUSH', log, args[6])
  for i = 10, 9 + 6 * tonumber(args[9]), 6 do
    if redis.call('EXISTS', p .. ':entry:' .. args[i + 1]) == 0 then
      enqueue(p, person, args[i], {
        id = args[i + 1], lane = args[i + 2], group = args[i + 3], delay = 0, state = args[i + 4], doc = args[i + 5],
      }, now)
    end
  end
  note(p, args[7], args[8])
  announce(p)
  return 'ok'
end
