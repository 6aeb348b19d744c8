-- The sealer's steps: one leased sealer per partition, and what it has sealed.

-- ARGV: sealer, lease in ms. Nothing when all is sealed or another seals; else the head and what follows it.
local function audit_lease(keys, args)
  local p = keys[1]
  local last = tonumber(redis.call('GET', p .. ':audit:seq') or '0')
  local head = redis.call('HMGET', p .. ':audit:head', 'seq', 'mac', 'key')
  local sealed = tonumber(head[1] or '0')
  if last == sealed then return {} end
  local holder = redis.call('GET', p .. ':audit:sealer')
  if holder and holder ~= args[1] then return {} end
  redis.call('SET', p .. ':audit:sealer', args[1], 'PX', args[2])
  return {head[1] or '0', head[2] or '', head[3] or '',
    redis.call('XRANGE', p .. ':audit', string.format('(%.0f-0', sealed), '+', 'COUNT', 500)}
end

-- ARGV: sealer, head before, new head, its mac, key id. Moves the head on; checkpoints stay.
local function audit_seal(keys, args)
  local p = keys[1]
  local before = redis.call('HGET', p .. ':audit:head', 'seq') or '0'
  if before == args[3] then return 'already' end
  if redis.call('GET', p .. ':audit:sealer') ~= args[1] or before ~= args[2] then return 'lost' end
  redis.call('HSET', p .. ':audit:head', 'seq', args[3], 'mac', args[4], 'key', args[5])
  redis.call('RPUSH', p .. ':audit:seals', args[3] .. ' ' .. args[5] .. ' ' .. args[4])
  return 'ok'
end
