"""The whole state of one sandbox."""

from collections.abc import Callable
from typing import TypeVar

from discord_sandbox.clock import Clock
from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.state.application import Application, ApplicationCommand
from discord_sandbox.state.channel import Channel, ChannelType
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Guild, Member, Role
from discord_sandbox.state.interaction import Interaction
from discord_sandbox.state.message import Attachment, Message, SentNonce
from discord_sandbox.state.snowflake import SnowflakeFactory
from discord_sandbox.state.user import User

Listener = Callable[[Event], None]
ValueT = TypeVar("ValueT")


class World:
    """Owns every object; looks them up or raises Discord's ``Unknown …`` error; tells listeners what happened.

    Lives on one event loop and is changed only between awaits, so it needs no locks. ``url`` is where the server
    listens, set at its start: addresses of attachments and of the gateway derive from it. ``avatars`` are the pictures
    that users brought, by their hash; the CDN draws one for every other hash.
    """

    def __init__(self, application: Application, clock: Clock) -> None:
        self.application = application
        self.clock = clock
        self.snowflakes = SnowflakeFactory(clock)
        self.url = ""
        self.users: dict[int, User] = {application.bot.id: application.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.avatars: dict[str, bytes] = {}
        self.attachments: dict[int, Attachment] = {}
        self.nonces: dict[tuple[int, str], SentNonce] = {}
        self.interactions: dict[int, Interaction] = {}
        self._listeners: list[Listener] = []

    @property
    def bot(self) -> User:
        """The bot's account."""
        return self.application.bot

    @property
    def cdn_url(self) -> str:
        """Where pictures and attachments are served."""
        return f"{self.url}/cdn"

    @property
    def gateway_url(self) -> str:
        """Where the gateway listens."""
        return self.url.replace("http", "ws", 1)

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every event from now on."""
        self._listeners.append(listener)

    def dispatch(self, event: Event) -> None:
        """Tell the gateway and the users' streams what happened."""
        for listener in self._listeners:
            listener(event)

    def user(self, user_id: int) -> User:
        """Return a user; raises Unknown User."""
        return _known(self.users, user_id, Failure.UNKNOWN_USER)

    def guild(self, guild_id: int) -> Guild:
        """Return a guild; raises Unknown Guild."""
        return _known(self.guilds, guild_id, Failure.UNKNOWN_GUILD)

    def bot_guild(self, guild_id: int) -> Guild:
        """Return a guild that the bot is in; raises Unknown Guild, or Missing Access where it is not a member."""
        guild = self.guild(guild_id)
        if self.bot.id not in guild.members:
            raise DiscordError(Failure.MISSING_ACCESS)
        return guild

    def role(self, guild_id: int, role_id: int) -> Role:
        """Return a guild's role; raises Unknown Role."""
        return _known(self.guild(guild_id).roles, role_id, Failure.UNKNOWN_ROLE)

    def member(self, guild_id: int, user_id: int) -> Member:
        """Return a guild's member; raises Unknown Member."""
        return _known(self.guild(guild_id).members, user_id, Failure.UNKNOWN_MEMBER)

    def channel(self, channel_id: int) -> Channel:
        """Return a channel of a guild or of direct messages; raises Unknown Channel."""
        return _known(self.channels, channel_id, Failure.UNKNOWN_CHANNEL)

    def message(self, channel_id: int, message_id: int) -> Message:
        """Return a channel's message that is not ephemeral; raises Unknown Message."""
        return _known(self.channel(channel_id).messages, message_id, Failure.UNKNOWN_MESSAGE)

    def command(self, command_id: int, guild_id: int | None) -> ApplicationCommand:
        """Return a command of that scope (None: global); raises Unknown application command."""
        command = _known(self.application.commands, command_id, Failure.UNKNOWN_COMMAND)
        if command.guild_id != guild_id:
            raise DiscordError(Failure.UNKNOWN_COMMAND)
        return command

    def dm_channel(self, user_id: int) -> Channel:
        """Return the channel of direct messages between the bot and a user, made when there is none."""
        recipients = (user_id, self.bot.id)
        for channel in self.channels.values():
            if channel.recipient_ids == recipients:
                return channel
        channel = Channel(self.snowflakes.next(), ChannelType.DM, recipient_ids=recipients)
        self.channels[channel.id] = channel
        return channel

    def audience(self, channel: Channel) -> frozenset[int] | None:
        """Return the recipients for an event of a channel: a DM's two people, None for a guild's rule."""
        return frozenset(channel.recipient_ids) if channel.is_dm else None


def _known(found: dict[int, ValueT], wanted: int, failure: Failure) -> ValueT:
    try:
        return found[wanted]
    except KeyError:
        raise DiscordError(failure) from None
