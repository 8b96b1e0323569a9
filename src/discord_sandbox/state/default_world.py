"""The world a sandbox starts with: two servers, four people and the bot."""

from dataclasses import dataclass
from datetime import UTC, datetime

from discord_sandbox.clock import Clock
from discord_sandbox.permissions import Permission
from discord_sandbox.state.application import Application, ApplicationFlags
from discord_sandbox.state.channel import Channel, ChannelType, Overwrite
from discord_sandbox.state.guild import Guild, Member, Role
from discord_sandbox.state.snowflake import seeded_snowflake
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World

DEFAULT_TOKEN = "sandbox-token"  # noqa: S105 (it opens nothing but the sandbox)
ALL_PRIVILEGED = ApplicationFlags.PRESENCES | ApplicationFlags.MEMBERS | ApplicationFlags.MESSAGE_CONTENT

# What a new server gives everybody.
EVERYONE_PERMISSIONS = (
    Permission.CREATE_INVITE
    | Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.SEND_POLLS
)
MODERATOR_PERMISSIONS = (
    Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MANAGE_CHANNELS
    | Permission.VIEW_AUDIT_LOG
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_THREADS
    | Permission.MUTE_MEMBERS
    | Permission.DEAFEN_MEMBERS
    | Permission.MOVE_MEMBERS
    | Permission.MODERATE_MEMBERS
    | Permission.PIN_MESSAGES
    | Permission.BYPASS_SLOWMODE
)
BOT_PERMISSIONS = EVERYONE_PERMISSIONS | MODERATOR_PERMISSIONS | Permission.MANAGE_WEBHOOKS

_FOUNDED = datetime(2024, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WorldOptions:
    """What the world begins with."""

    seed: str = "sandbox"
    token: str = DEFAULT_TOKEN
    bot_name: str = "Astromorty"
    privileged: ApplicationFlags = ALL_PRIVILEGED


class WorldBuilder:
    """Builds a world whose IDs depend on nothing but the seed and the names."""

    def __init__(self, options: WorldOptions, clock: Clock) -> None:
        self._options = options
        owner = self._person("owner", "Olive Owner")
        self.world = World(self._application(owner), clock)
        self.world.users[owner.id] = owner
        self.owner = owner

    def build(self) -> World:
        """Build the default world."""
        moderator = self._person("moderator", "Momo Moderator")
        member = self._person("member", "Mia Member")
        newcomer = self._person("newcomer", "Nils Newcomer")
        for user in (moderator, member, newcomer):
            self.world.users[user.id] = user
        main = self.add_guild("Sandbox", self.owner)
        self._join(main, moderator, "Moderator")
        self._join(main, member)
        second = self.add_guild("Second Server", member)
        self._join(second, self.owner, "Moderator")
        return self.world

    def add_guild(self, name: str, owner: User, *, with_bot: bool = True) -> Guild:
        """Add a guild with its roles and channels, its owner and the bot in it."""
        guild = Guild(self._id(f"guild/{name}"), name, owner.id)
        everyone = Role(guild.id, guild.id, "@everyone", EVERYONE_PERMISSIONS)
        guild.roles[everyone.id] = everyone
        moderator = self._role(guild, "Moderator", MODERATOR_PERMISSIONS, 1, color=0x3498DB, hoist=True)
        bot_role = self._role(guild, self._options.bot_name, BOT_PERMISSIONS, 2, managed=True)
        bot_role.bot_id = self.world.bot.id
        self._channels(guild, moderator, bot_role)
        self.world.guilds[guild.id] = guild
        self._join(guild, owner)
        if with_bot:
            self._join(guild, self.world.bot, self._options.bot_name)
        return guild

    def _application(self, owner: User) -> Application:
        options = self._options
        bot = User(self._id("bot"), options.bot_name, bot=True)
        return Application(bot.id, options.bot_name, bot, owner, options.token, options.privileged)

    def _channels(self, guild: Guild, moderator: Role, bot_role: Role) -> None:
        text = self._channel(guild, "Text channels", ChannelType.CATEGORY)
        self._channel(guild, "general", ChannelType.TEXT, text, topic="Anything goes")
        self._channel(guild, "bot-commands", ChannelType.TEXT, text, topic="Talk to the bot here")
        log = self._channel(guild, "mod-log", ChannelType.TEXT, text, topic="What the moderators did")
        log.overwrites[guild.id] = Overwrite(guild.id, 0, deny=Permission.VIEW_CHANNEL)
        for role in (moderator, bot_role):
            log.overwrites[role.id] = Overwrite(role.id, 0, allow=Permission.VIEW_CHANNEL)
        voice = self._channel(guild, "Voice channels", ChannelType.CATEGORY)
        for name in ("Lounge", "Lobby"):
            self._channel(guild, name, ChannelType.VOICE, voice)

    def _channel(
        self, guild: Guild, name: str, kind: ChannelType, parent: Channel | None = None, topic: str | None = None
    ) -> Channel:
        channel = Channel(
            self._id(f"channel/{guild.name}/{name}"),
            kind,
            name,
            guild.id,
            parent.id if parent else None,
            position=len(guild.channels),
            topic=topic,
        )
        guild.channels[channel.id] = channel
        self.world.channels[channel.id] = channel
        return channel

    def _role(
        self,
        guild: Guild,
        name: str,
        permissions: int,
        position: int,
        *,
        color: int = 0,
        hoist: bool = False,
        managed: bool = False,
    ) -> Role:
        role_id = self._id(f"role/{guild.name}/{name}")
        role = Role(role_id, guild.id, name, permissions, position, color, hoist=hoist, managed=managed)
        guild.roles[role.id] = role
        return role

    def _join(self, guild: Guild, user: User, *role_names: str) -> None:
        role_ids = [role.id for role in guild.roles.values() if role.name in role_names]
        guild.members[user.id] = Member(user, guild.id, _FOUNDED, role_ids)

    def _person(self, username: str, global_name: str) -> User:
        return User(self._id(f"user/{username}"), username, global_name)

    def _id(self, name: str) -> int:
        return seeded_snowflake(self._options.seed, name)
