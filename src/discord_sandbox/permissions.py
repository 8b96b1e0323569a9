"""Who may do what: Discord's computation of permissions, and the checks that raise its errors.

Source of the rules: Discord's documentation, "Permissions". Owner and administrators may do everything; a timed-out
member may only look; who cannot view a channel can do nothing in it.
"""

from collections.abc import Iterable
from enum import IntFlag

from discord_sandbox.clock import Clock
from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.state.channel import Channel, ChannelType, Overwrite
from discord_sandbox.state.guild import Guild, Member, Role
from discord_sandbox.state.world import World


class Permission(IntFlag):
    """Discord's permissions, those for what the sandbox does not have left out."""

    CREATE_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    SEND_POLLS = 1 << 49
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


ALL = (1 << 53) - 1
# What a direct message allows both people.
IN_DIRECT_MESSAGES = ALL & ~(
    Permission.SEND_TTS | Permission.MANAGE_MESSAGES | Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES
)
_NEEDS_SENDING = Permission.SEND_TTS | Permission.MENTION_EVERYONE | Permission.EMBED_LINKS | Permission.ATTACH_FILES
_LEFT_IN_TIMEOUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


def guild_permissions(guild: Guild, member: Member, clock: Clock) -> int:
    """Compute what a member may do in the guild as a whole."""
    if member.user.id == guild.owner_id:
        return ALL
    granted = guild.everyone.permissions
    for role_id in member.role_ids:
        granted |= guild.roles[role_id].permissions
    if granted & Permission.ADMINISTRATOR:
        return ALL
    return granted & _LEFT_IN_TIMEOUT if is_timed_out(member, clock) else granted


def channel_permissions(guild: Guild, channel: Channel, member: Member, clock: Clock) -> int:
    """Compute what a member may do in one channel of the guild; 0 where the member cannot see it."""
    granted = guild_permissions(guild, member, clock)
    if granted == ALL:
        return ALL
    # A thread has no overwrites of its own.
    overwrites = guild.channels[channel.parent_id or 0].overwrites if channel.thread else channel.overwrites
    granted = _overwritten(granted, [overwrites[guild.id]] if guild.id in overwrites else [])
    # All roles' denials come before all roles' allowances, whatever the roles' order.
    granted = _overwritten(granted, [overwrites[role_id] for role_id in member.role_ids if role_id in overwrites])
    granted = _overwritten(granted, [overwrites[member.user.id]] if member.user.id in overwrites else [])
    if is_timed_out(member, clock):
        granted &= _LEFT_IN_TIMEOUT
    if not granted & sending(channel):
        granted &= ~_NEEDS_SENDING
    is_hidden = _is_private_to_others(channel, member) and not granted & Permission.MANAGE_THREADS
    return granted if granted & Permission.VIEW_CHANNEL and not is_hidden else 0


def sending(channel: Channel) -> Permission:
    """Return the permission that it takes to write here: threads have one of their own."""
    return Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES


def is_timed_out(member: Member, clock: Clock) -> bool:
    """Tell whether a member's time-out still runs."""
    return member.timeout_until is not None and member.timeout_until > clock.now()


def rank_of(role: Role) -> tuple[int, int]:
    """Return what roles are ordered by: their position, and among equals the older one is higher."""
    return role.position, -role.id


def top_rank(guild: Guild, member: Member) -> tuple[int, int]:
    """Return the rank of a member's highest role."""
    return max((rank_of(guild.roles[role_id]) for role_id in member.role_ids), default=rank_of(guild.everyone))


def outranks(guild: Guild, actor: Member, target: Member) -> bool:
    """Tell whether `actor` may act on `target`: the owner on all, nobody on the owner, others by their highest role."""
    if actor.user.id == guild.owner_id:
        return True
    return target.user.id != guild.owner_id and top_rank(guild, actor) > top_rank(guild, target)


def may_grant(guild: Guild, actor: Member, role: Role) -> bool:
    """Tell whether `actor` stands above `role`, and so may change it, give it and take it."""
    return actor.user.id == guild.owner_id or top_rank(guild, actor) > rank_of(role)


def require_guild(world: World, guild_id: int, needed: Permission) -> Guild:
    """Return a guild in which the bot has what is needed.

    Raises Unknown Guild, Missing Access where the bot is no member, Missing Permissions.
    """
    guild = world.bot_guild(guild_id)
    _require(guild_permissions(guild, guild.members[world.bot.id], world.clock), needed)
    return guild


def require_channel(world: World, channel_id: int, needed: Permission = Permission.VIEW_CHANNEL) -> Channel:
    """Return a channel in which the bot has what is needed.

    Raises Unknown Channel, Missing Access where the bot cannot see it, Missing Permissions.
    """
    channel = world.channel(channel_id)
    granted = permissions_in(world, channel, world.bot.id)
    if not granted & Permission.VIEW_CHANNEL:
        raise DiscordError(Failure.MISSING_ACCESS)
    _require(granted, needed)
    return channel


def holds(world: World, guild: Guild, user_id: int, needed: int) -> bool:
    """Tell whether a member has all that is needed in the guild as a whole; everybody has nothing."""
    return not needed or guild_permissions(guild, guild.members[user_id], world.clock) & needed == needed


def visible_threads(world: World, guild: Guild, user_id: int) -> list[Channel]:
    """Return the threads that are not archived and that a user sees."""
    return [
        channel
        for channel in guild.threads.values()
        if channel.thread
        and not channel.thread.archived
        and permissions_in(world, channel, user_id) & Permission.VIEW_CHANNEL
    ]


def permissions_in(world: World, channel: Channel, user_id: int) -> int:
    """Compute what a user may do in a channel of a guild or of direct messages; 0 for who is not there."""
    if channel.guild_id is None:
        return IN_DIRECT_MESSAGES if user_id in channel.recipient_ids else 0
    guild = world.guild(channel.guild_id)
    member = guild.members.get(user_id)
    return channel_permissions(guild, channel, member, world.clock) if member else 0


def _is_private_to_others(channel: Channel, member: Member) -> bool:
    if channel.thread is None or channel.type is not ChannelType.PRIVATE_THREAD:
        return False
    return member.user.id not in channel.thread.joined


def _require(granted: int, needed: Permission) -> None:
    if granted & needed != needed:
        raise DiscordError(Failure.MISSING_PERMISSIONS)


def _overwritten(granted: int, overwrites: Iterable[Overwrite]) -> int:
    denied = allowed = 0
    for overwrite in overwrites:
        denied |= overwrite.deny
        allowed |= overwrite.allow
    return (granted & ~denied) | allowed
