"""The Lua that Redis runs, each script in one piece. Plain EVAL: some providers keep no scripts."""

from __future__ import annotations

from typing import Final

from astromorty.services.cache.keys import CONTROL, NAMESPACE

REGISTRY: Final = f"{NAMESPACE}{CONTROL}processes"
GENERATION: Final = f"{NAMESPACE}{CONTROL}generation"

# The registry: a process's mark is scored with the end of its lease on Redis's clock. The member '' is scored with the
# registry's birth: it goes whenever the registry goes, so a registry that lost its marks is known to be young. Under
# memory pressure the birth cannot be written; age 0 then makes the writer wait for everybody.
_REGISTRY: Final = """
local function clock()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function age(registry, now)
    local born = redis.call('ZSCORE', registry, '')
    if not born then
        redis.pcall('ZADD', registry, now, '')
        return 0
    end
    return now - born
end
"""

# KEYS: registry, entries. ARGV: channel, message, then operation, blob and TTL (ms) of each entry.
# Operations: D delete; R replace a value that is there, of our shape and older; a lease or "no such row" or a
# foreign shape is deleted and what is absent stays absent.
WRITE: Final = (
    _REGISTRY
    + """
local function replace(key, blob, ttl)
    local held = redis.call('GET', key)
    if not held then return end
    local same = held:sub(1, 2) == blob:sub(1, 2) and held:sub(4, 11) == blob:sub(4, 11)
    if not same or held:sub(3, 3) == 'N' then
        redis.call('DEL', key)
    elseif tonumber(held:sub(12, 27)) < tonumber(blob:sub(12, 27)) then
        local reply = redis.pcall('SET', key, blob, 'PX', ttl)
        if reply.err then redis.call('DEL', key) end
    end
end
for i = 2, #KEYS do
    local operation, blob, ttl = ARGV[3 * i - 3], ARGV[3 * i - 2], ARGV[3 * i - 1]
    if operation == 'D' then
        redis.call('DEL', KEYS[i])
    else
        replace(KEYS[i], blob, ttl)
    end
end
redis.call('PUBLISH', ARGV[1], ARGV[2])
local now = clock()
local live = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'WITHSCORES')
local reply = {age(KEYS[1], now)}
for i = 1, #live, 2 do
    if live[i] ~= '' then
        reply[#reply + 1] = live[i]
        reply[#reply + 1] = live[i + 1] - now
    end
end
return reply
"""
)

# KEYS: registry, generation. ARGV: process, lease (ms). Returns the generation that Redis holds.
MARK: Final = (
    _REGISTRY
    + """
local now = clock()
age(KEYS[1], now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
for _, process in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. now)) do
    if process ~= '' then redis.call('ZREM', KEYS[1], process) end
end
return redis.call('GET', KEYS[2]) or ''
"""
)

# KEYS: entry. ARGV: what must be there, what to put there ('' deletes), TTL (ms). Returns 1 if it was there.
COMPARE_AND_SET: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then
    redis.call('DEL', KEYS[1])
else
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return 1
"""
