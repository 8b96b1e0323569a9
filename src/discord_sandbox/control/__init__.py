"""The control API under ``/sandbox/``: act as a user and see what the bot does. JSON in, JSON out.

A user is named by user name or ID. A channel is named by ID, by name (the first server that has it), by
``Server/name``, or ``@bot`` for the user's direct messages with the bot. Refusals answer
``{"code", "message"}``: a word of the sandbox's own, or Discord's number as text.

Every response carries ``X-Sandbox-Position``, the number of the last event before the request; hand it to ``events``.

As a user, below ``/sandbox/users/{user}``:

- ``POST messages`` ``{channel, content, reply_to?, ping?, files?}``
- ``PATCH messages/{channel_id}/{message_id}`` ``{content}``, ``DELETE`` the same
- ``PUT`` and ``DELETE reactions`` ``{channel, message, emoji}``
- ``PUT direct_messages`` ``{accept}``, whether the bot may write to the user; ``PUT avatar`` ``{file}``, a PNG or null
- ``PUT votes`` ``{channel, message, answers}``, answers by text or number, none takes them back
- ``PUT presence`` ``{status, custom?, playing?}``; ``PUT screening`` ``{guild}``, accepting its rules
- ``PUT`` and ``DELETE membership`` ``{guild}``, joining and leaving a server
- ``PUT nick`` ``{guild, nick, member?}``, null takes it off; ``PUT`` and ``DELETE roles`` ``{guild, member, role}``
- ``PUT timeouts`` ``{guild, member, seconds, reason?}``, ``POST kick`` ``{guild, member, reason?}``,
  ``PUT bans`` ``{guild, member, reason?, delete_seconds?}``, ``DELETE bans`` ``{guild, member}``
- ``GET bans?guild=`` and ``GET audit_log?guild=``, newest first, for who may see them
- ``POST threads`` ``{channel, name, message?, private?}``
- ``PUT voice`` ``{channel}``, ``PATCH voice`` ``{mute?, deaf?}``, ``DELETE voice``; ``PUT voice_members``
  ``{member, channel}``, null: out of voice
- ``GET overview``, the servers, channels and people that the user sees
- ``GET messages?channel=``, what the user sees, oldest first; ``GET commands?channel=``, what the user may run
- ``POST command`` ``{channel, name, options}``, ``name`` with its groups: ``"prefix set"``
- ``POST context_menu`` ``{channel, name, target}``, a user or a message ID
- ``POST autocomplete`` ``{channel, name, options, focused}``
- ``POST press`` ``{channel, message, component}``, ``component`` being a custom ID or label
- ``POST select`` ``{channel, message, component, values}``
- ``POST submit`` ``{interaction, values}``, the modal that an interaction opened, values by custom ID
- ``GET stream``, server-sent events of all that the user sees from now (or from ``Last-Event-ID``) on;
  also the sandbox's own ``SANDBOX_REQUEST_REFUSED``, a request of the bot that Discord would refuse, with its code

Interactions return once there is something to see: ``{id, response, message, ephemeral, deferred, modal, choices,
follow_ups, error}``. ``GET /sandbox/interactions/{id}`` shows one again. Messages tell in ``pinged`` who was notified
when they were sent: ``{users, roles, everyone}``, by name.

The rest: ``GET events?after=&timeout=&names=``, ``GET state``, ``GET commands``, ``GET requests``,
``POST clock`` ``{advance}``, ``POST gateway/drop`` ``{shard?, how}``,
``POST gateway/hand_over`` ``{guild, shard}`` (a server's events come through another shard; ``state`` says which),
``POST polls/end`` ``{channel, message}``,
``PUT rate_limits`` ``{enabled}``, ``POST bulk_messages`` ``{channels, users, count, content?, age_days?}``,
``POST webhook_messages`` ``{channel, name, content}``,
``POST faults`` ``{kind, route?, times?, seconds?, status?, code?}``, ``GET`` and ``DELETE faults``,
``DELETE faults/{id}`` (kinds: ``latency``, ``rate_limit``, ``global_rate_limit``, ``server_error``, ``refuse`` with
Discord's ``code``, ``drop``, ``drop_answer``; a route is a pattern such as ``POST /channels/*/messages``).

Servers as a test needs them, without anybody's permissions: ``POST guilds`` ``{name, owner}``, ``PUT`` and ``DELETE
guilds/{guild}/bot``, ``GET``, ``PUT`` and ``DELETE guilds/{guild}/members/{user}`` ``{roles?, global_name?, bot?,
pending?}``,
``POST guilds/{guild}/members`` ``{count, prefix?}``,
``POST guilds/{guild}/emojis`` ``{name, animated?}``,
``POST guilds/{guild}/roles`` and ``PATCH`` and ``DELETE guilds/{guild}/roles/{role}`` ``{name, position, permissions,
mentionable}``, ``POST guilds/{guild}/channels`` ``{name, type?, parent_id?,
user_limit?}``, ``GET voice?channel=``, ``DELETE channels`` ``{channel}``,
``PUT overwrites`` ``{channel, role | member, allow, deny}``, ``PUT slowmode`` ``{channel, seconds}``,
``PATCH threads`` ``{thread, archived?, locked?}``;
``GET guilds/{guild}/audit_log?action=`` and ``GET guilds/{guild}/bans``, newest first.
"""
