"""All sessions of the bot: who gets which event, and faults on demand."""

import secrets

from aiohttp import WSCloseCode, web

from discord_sandbox.gateway.compression import COMPRESSORS
from discord_sandbox.gateway.connection import Connection
from discord_sandbox.gateway.identify import IdentifyLimit, check_identity
from discord_sandbox.gateway.intents import may_receive, tailor
from discord_sandbox.gateway.opcodes import CloseCode, GatewayRefusal, Opcode
from discord_sandbox.gateway.session import DoubleSession, Session
from discord_sandbox.guilds.presences import set_presence
from discord_sandbox.payloads.guild import guild_create_payload
from discord_sandbox.payloads.user import current_user_payload
from discord_sandbox.permissions import Permission, holds, permissions_in
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Guild
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

HEARTBEAT_INTERVAL = 41.25  # seconds, as Discord's
API_VERSIONS = {"9", "10"}


class Gateway:
    """Accepts connections, keeps sessions and dispatches the world's events to them."""

    def __init__(
        self, world: World, *, max_concurrency: int = 1, recommended_shards: int = 1, enforce_spacing: bool = False
    ) -> None:
        self.world = world
        self.heartbeat_interval = HEARTBEAT_INTERVAL
        self.recommended_shards = recommended_shards
        self.enforce_spacing = enforce_spacing
        self.identify_limit = IdentifyLimit(world.clock, max_concurrency)
        self.sessions: dict[str, Session] = {}
        self.doubles: list[DoubleSession] = []
        """Connections that were opened for a shard while another session of it was connected."""
        self._connections: set[Connection] = set()
        # (guild, shard count) → the shard that was given the guild instead of its own.
        self._handed_over: dict[tuple[int, int], int] = {}
        self._away: set[int] = set()
        world.listen(self.dispatch)

    @property
    def connected(self) -> list[Session]:
        """The sessions that have a connection now."""
        return [session for session in self.sessions.values() if session.connection]

    @property
    def backlog(self) -> int:
        """How many frames wait in the fullest connection."""
        return max((connection.waiting for connection in self._connections), default=0)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one WebSocket until it closes."""
        compression = request.query.get("compress")
        socket = web.WebSocketResponse(compress=False, max_msg_size=4096)
        await socket.prepare(request)
        if request.query.get("v", "10") not in API_VERSIONS or request.query.get("encoding", "json") != "json":
            await socket.close(code=CloseCode.INVALID_API_VERSION)
            return socket
        connection = Connection(self, socket, compression if compression in COMPRESSORS else None)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
        return socket

    def identify(self, connection: Connection, data: JsonObject) -> None:
        """Begin a session: READY, then its guilds; or INVALID_SESSION for one that comes too early."""
        guilds = self._bot_guilds()
        identity = check_identity(data, self.world.application, len(guilds))
        if self.identify_limit.record(identity.shard_id).early and self.enforce_spacing:
            connection.send(Opcode.INVALID_SESSION, False)
            return
        session = Session(secrets.token_hex(16), identity)
        session.connection = connection
        connection.session = session
        self._note_double(session)
        self._forget_older(session)
        self.sessions[session.id] = session
        own = [guild for guild in guilds if session.serves(guild.id)]
        session.emit("READY", self._ready(session, own))
        for guild in guilds:
            self._send(session, self._available(guild))

    def resume(self, connection: Connection, data: JsonObject) -> None:
        """Go on with a session: what was missed, then RESUMED; or INVALID_SESSION."""
        if str(data.get("token", "")).removeprefix("Bot ") != self.world.application.token:
            raise GatewayRefusal(CloseCode.AUTHENTICATION_FAILED)
        session = self.sessions.get(str(data.get("session_id")))
        sequence = data.get("seq")
        if session is None or not isinstance(sequence, int) or not session.can_replay(sequence):
            connection.send(Opcode.INVALID_SESSION, False)
            return
        if session.connection:
            session.connection.close(CloseCode.UNKNOWN_ERROR)
        session.connection = connection
        connection.session = session
        self._note_double(session)
        session.replay(sequence)
        session.emit("RESUMED", {"_trace": []})

    def hand_over(self, guild: Guild, shard_id: int) -> bool:
        """Bring a guild's events through another connected shard from now on; tell whether there is such a shard.

        At Discord, too, a guild comes to another process while both run: when a deployment with another number of
        shards takes over (https://discord.com/developers/docs/events/gateway#sharding). The shard that had it is told
        that it is unavailable, the other that it is available. Every READY lists it under its own shard all the same.
        """
        count = next((each.identity.shard_count for each in self.connected if each.identity.shard_id == shard_id), None)
        if count is None:
            return False
        if shard_id not in self.shards_of(guild):
            self._send_all(Event("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild.id))
            self._handed_over[guild.id, count] = shard_id
            self._send_all(self._available(guild))
        return True

    def begin_outage(self, guild: Guild) -> None:
        """Keep a guild away, as an outage does: READY lists it, and nothing else comes of it."""
        self._send_all(Event("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild.id))
        self._away.add(guild.id)

    def end_outage(self, guild: Guild) -> None:
        """Let a guild be there again."""
        self._away.discard(guild.id)
        self._send_all(self._available(guild))

    def shards_of(self, guild: Guild) -> list[int]:
        """Return the connected shards through which a guild's events come: one, or none."""
        return [session.identity.shard_id for session in self.connected if self._serves(session, guild.id)]

    def change_presence(self, session: Session, presence: JsonObject) -> None:
        """Take over the bot's status and activities."""
        session.presence = presence
        set_presence(
            self.world, self.world.bot, str(presence.get("status", "online")), presence.get("activities") or []
        )

    def dispatch(self, event: Event) -> None:
        """Send an event to the sessions that are to have it."""
        if self._bot_may_see(event):
            self._send_all(event)

    def drop(self, shard_id: int | None = None, *, how: str = "close") -> int:
        """Disturb the connections of a shard, or of all; returns how many.

        ``how``: ``close`` cuts the connection, ``reconnect`` asks for it (opcode 7), ``invalidate`` ends the session
        so that it cannot be resumed (opcode 9).
        """
        dropped = [each for each in self.connected if shard_id in (None, each.identity.shard_id)]
        for session in dropped:
            connection = session.connection
            if not isinstance(connection, Connection):
                continue
            if how == "reconnect":
                connection.send(Opcode.RECONNECT)
            elif how == "invalidate":
                del self.sessions[session.id]
                connection.send(Opcode.INVALID_SESSION, False)
            elif how == "stall":
                connection.stall()
            else:
                connection.close(CloseCode.UNKNOWN_ERROR)
        return len(dropped)

    def close(self) -> None:
        """Tell every connection that the server goes away."""
        for connection in list(self._connections):
            connection.close(WSCloseCode.GOING_AWAY)

    def _available(self, guild: Guild) -> Event:
        return Event("GUILD_CREATE", {**guild_create_payload(self.world, guild), "unavailable": False}, guild.id)

    def _serves(self, session: Session, guild_id: int | None) -> bool:
        if guild_id is None:
            return session.serves(None)
        if guild_id in self._away:
            return False
        shard_id = self._handed_over.get((guild_id, session.identity.shard_count))
        return session.serves(guild_id) if shard_id is None else session.identity.shard_id == shard_id

    def _send_all(self, event: Event) -> None:
        for session in self.sessions.values():
            self._send(session, event)

    def _send(self, session: Session, event: Event) -> None:
        identity = session.identity
        intents = identity.intents
        if self._serves(session, event.guild_id) and may_receive(event, intents, self.world.bot.id):
            session.emit(event.name, tailor(event, intents, self.world.bot.id, identity.large_threshold))

    def _bot_may_see(self, event: Event) -> bool:
        if event.recipients is not None and self.world.bot.id not in event.recipients:
            return False
        if event.guild_id is None or event.name in {"GUILD_DELETE", "INTERACTION_CREATE"}:
            return True
        guild = self.world.guilds.get(event.guild_id)
        if guild is None or self.world.bot.id not in guild.members:
            return False
        if not holds(self.world, guild, self.world.bot.id, event.needs):
            return False
        channel = self.world.channels.get(event.channel_id) if event.channel_id else None
        return channel is None or bool(permissions_in(self.world, channel, self.world.bot.id) & Permission.VIEW_CHANNEL)

    def _bot_guilds(self) -> list[Guild]:
        return [guild for guild in self.world.guilds.values() if self.world.bot.id in guild.members]

    def _note_double(self, session: Session) -> None:
        shard = session.identity.shard_id, session.identity.shard_count
        for other in self.connected:
            if other is not session and (other.identity.shard_id, other.identity.shard_count) == shard:
                self.doubles.append(DoubleSession(shard[0], self.world.clock.now()))

    def _forget_older(self, session: Session) -> None:
        """Drop disconnected sessions of the same shard: the new one replaces them."""
        for older in list(self.sessions.values()):
            if older.connection is None and older.identity.shard_id == session.identity.shard_id:
                del self.sessions[older.id]

    def _ready(self, session: Session, guilds: list[Guild]) -> JsonObject:
        application = self.world.application
        return {
            "v": 10,
            "user": current_user_payload(self.world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.world.gateway_url,
            "session_type": "normal",
            "shard": [session.identity.shard_id, session.identity.shard_count],
            "application": {"id": str(application.id), "flags": int(application.flags)},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
            "_trace": [],
        }
