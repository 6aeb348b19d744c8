-- What every step needs. `p` is a partition's hash tag ({p7f}); every key of a person begins with it.

local function clock()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function announce(p)
  redis.call('PUBLISH', 'svu:work', p)
end

-- Gap-free: the number and the record are written by the same script as what they record (semantics 28).
local function note(p, record, digest)
  local seq = redis.call('INCR', p .. ':audit:seq')
  redis.call('XADD', p .. ':audit', string.format('%.0f-0', seq), 'at', clock(), 'record', record, 'digest', digest)
end

local function refresh(p, group)
  local first = redis.call('ZRANGE', p .. ':due:' .. group, 0, 0, 'WITHSCORES')
  if first[1] then
    redis.call('ZADD', p .. ':next', first[2], group)
  else
    redis.call('ZREM', p .. ':next', group)
  end
end

local function unschedule(p, lane)
  local group = redis.call('HGET', p .. ':lane:' .. lane, 'group')
  if group then
    redis.call('ZREM', p .. ':due:' .. group, lane)
    refresh(p, group)
  end
end

local function schedule(p, lane, group, at)
  local before = redis.call('HGET', p .. ':lane:' .. lane, 'group')
  if before and before ~= group then
    redis.call('ZREM', p .. ':due:' .. before, lane)
    refresh(p, before)
  end
  redis.call('HSET', p .. ':lane:' .. lane, 'group', group)
  redis.call('ZADD', p .. ':due:' .. group, at, lane)
  refresh(p, group)
end

-- After the head left, or its state changed: the lane follows its head; an empty lane leaves nothing behind.
local function advance(p, lane, person, now)
  local id = redis.call('LINDEX', p .. ':queue:' .. lane, 0)
  if not id then
    unschedule(p, lane)
    redis.call('DEL', p .. ':lane:' .. lane)
    redis.call('SREM', p .. ':lanes:' .. person, lane)
    return
  end
  local head = redis.call('HMGET', p .. ':entry:' .. id, 'group', 'state', 'due')
  if head[2] == 'buried' then
    unschedule(p, lane)
    return
  end
  local at = now
  if head[2] == 'held' and tonumber(head[3]) > now then
    at = tonumber(head[3])
  end
  schedule(p, lane, head[1], at)
  if at <= now then announce(p) end
end

-- Whether the one who writes still holds the lane. A repeat of what was written is told so (the client resends).
local function holding(p, lane, fence, id)
  if redis.call('HGET', p .. ':lane:' .. lane, 'fence') == fence then return 'ok' end
  if redis.call('HGET', p .. ':entry:' .. id, 'done') == fence then return 'already' end
  return 'lost'
end

local function release(p, lane, fence, id)
  redis.call('HDEL', p .. ':lane:' .. lane, 'fence')
  redis.call('HSET', p .. ':entry:' .. id, 'done', fence)
end

-- A mailbox is an index of pointers per unit (semantics 33); other groups need none.
local function list(p, group, id, now)
  if string.sub(group, 1, 8) == 'mailbox:' then redis.call('ZADD', p .. ':' .. group, 'NX', now, id) end
end

local function unlist(p, id)
  local group = redis.call('HGET', p .. ':entry:' .. id, 'group')
  if string.sub(group, 1, 8) == 'mailbox:' then redis.call('ZREM', p .. ':' .. group, id) end
end

-- Appends an entry to its lane; a lane that was empty becomes due.
local function enqueue(p, person, message, entry, now)
  local key = p .. ':entry:' .. entry.id
  local due = now + entry.delay
  redis.call('HSET', key, 'lane', entry.lane, 'group', entry.group, 'state', entry.state, 'doc', entry.doc,
    'person', person, 'message', message, 'due', due)
  if redis.call('RPUSH', p .. ':queue:' .. entry.lane, entry.id) == 1 then
    redis.call('SADD', p .. ':lanes:' .. person, entry.lane)
    schedule(p, entry.lane, entry.group, entry.state == 'held' and due or now)
  end
  list(p, entry.group, entry.id, now)
end

-- An entry is there for its unit to read: what its subscriptions are told of that, made when it was put, goes with this
-- very step (decision 021).
local function present(p, id, now)
  local hooks = p .. ':hooks:' .. id
  local made = redis.call('LRANGE', hooks, 0, -1)
  if #made == 0 then return end
  redis.call('DEL', hooks)
  local entry = redis.call('HMGET', p .. ':entry:' .. id, 'person', 'message')
  for i = 1, #made, 4 do
    enqueue(p, entry[1], entry[2], {
      id = made[i], lane = made[i + 1], group = made[i + 2], delay = 0, state = 'waiting', doc = made[i + 3],
    }, now)
  end
  announce(p)
end

-- All that deciding about an entry again needs: the sealed documents and the wrapped keys to open them.
local function leased(p, lane, fence, id)
  local entry = redis.call('HMGET', p .. ':entry:' .. id, 'person', 'message', 'doc', 'frozen', 'state')
  local message = redis.call('HMGET', p .. ':message:' .. entry[2], 'body', 'key', 'wrapped', 'receipt')
  local keys = p .. ':keys:' .. entry[1]
  local wrapped = message[3]
  if message[2] and message[2] ~= '' then wrapped = redis.call('HGET', keys, message[2]) end
  return {lane, string.format('%.0f', fence), id, entry[1], entry[2], entry[3], entry[4] or '', message[1] or '',
    message[2] or '', wrapped or '', message[4] or '', redis.call('HGET', keys, 'person') or '', entry[5],
    redis.call('HGET', p .. ':person:' .. entry[1], 'rev') or '0', redis.call('LRANGE', p .. ':log:' .. entry[1], 0, -1)}
end

-- An entry is told of when it has not arrived after a while (semantics 32); of a notice of our own nobody is told.
local function watch(p, id, wait, now)
  redis.call('HSET', p .. ':entry:' .. id, 'wait', wait)
  redis.call('ZADD', p .. ':undelivered', now + wait, id)
end

local function unwatch(p, id)
  redis.call('ZREM', p .. ':undelivered', id)
end

-- It has arrived: where its sender was told that it is late, the notice of that, made then, goes with this very step.
local function arrived(p, id, now)
  local key = p .. ':entry:' .. id
  unwatch(p, id)
  present(p, id, now)
  local kept = redis.call('HMGET', key, 'clear', 'clearLane', 'clearGroup', 'clearState', 'clearDoc', 'person', 'message')
  if not kept[1] then return end
  redis.call('HDEL', key, 'clear', 'clearLane', 'clearGroup', 'clearState', 'clearDoc')
  enqueue(p, kept[6], kept[7], {
    id = kept[1], lane = kept[2], group = kept[3], delay = 0, state = kept[4], doc = kept[5],
  }, now)
  announce(p)
end
