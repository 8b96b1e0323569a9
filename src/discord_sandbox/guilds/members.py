"""Members come, change, go and are banned."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.audit import AuditAction, changes_between, log_action
from discord_sandbox.guilds.voice import disconnect
from discord_sandbox.payloads.guild import guild_create_payload
from discord_sandbox.payloads.user import member_payload, partial_member_payload, user_payload
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Ban, Guild, Member
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

# What of a member an audit-log entry tells.
_TOLD = ("nick", "communication_disabled_until")


def announce_member(world: World, member: Member) -> None:
    """Tell that a member's nickname, roles or time-out changed."""
    data = {**member_payload(member), "guild_id": str(member.guild_id)}
    world.dispatch(Event("GUILD_MEMBER_UPDATE", data, member.guild_id))


def change_member(
    world: World, member: Member, wanted: Member, reason: str | None = None, *, by: User | None = None
) -> None:
    """Make a member's nickname, time-out and roles those of `wanted`, `by` a user or else the bot.

    Roles have an audit-log entry of their own; where nothing changes nothing is told.
    """
    guild_id, user_id = member.guild_id, member.user.id
    changes = changes_between(partial_member_payload(member), partial_member_payload(wanted), _TOLD)
    roles = _role_changes(world.guild(guild_id), member.role_ids, wanted.role_ids)
    if not changes and not roles:
        return
    member.nick, member.timeout_until, member.role_ids = wanted.nick, wanted.timeout_until, wanted.role_ids
    for action, told in ((AuditAction.MEMBER_UPDATE, changes), (AuditAction.MEMBER_ROLE_UPDATE, roles)):
        if told:
            log_action(world, guild_id, action, user_id, reason, by=by, changes=told)
    announce_member(world, member)


def set_role(
    world: World, member: Member, role_id: int, *, wanted: bool, reason: str | None = None, by: User | None = None
) -> None:
    """Give a member a role or take it, `by` a user or else the bot."""
    others = [each for each in member.role_ids if each != role_id]
    role_ids = member.role_ids if wanted == (role_id in member.role_ids) else [*others, role_id] if wanted else others
    change_member(world, member, replace(member, role_ids=role_ids), reason, by=by)


def set_avatar(world: World, user: User, picture: bytes | None) -> None:
    """Give a user a picture (PNG), or take it; every guild they are in hears of it."""
    user.avatar = sha256(picture).hexdigest()[:32] if picture else None
    if picture and user.avatar:
        world.avatars[user.avatar] = picture
    for guild in world.guilds.values():
        if user.id in guild.members:
            announce_member(world, guild.members[user.id])


def add_member(
    world: World, guild: Guild, user: User, role_ids: list[int] | None = None, *, pending: bool = False
) -> Member:
    """Let a user join a guild, who is there already stays; the bot gets the whole guild, others their arrival."""
    if user.id in guild.members:
        return guild.members[user.id]
    member = Member(user, guild.id, world.clock.now(), role_ids or [], pending=pending)
    guild.members[user.id] = member
    if user is world.bot:
        member.role_ids += [role.id for role in guild.roles.values() if role.bot_id == user.id]
        world.dispatch(Event("GUILD_CREATE", guild_create_payload(world, guild), guild.id))
    else:
        world.dispatch(Event("GUILD_MEMBER_ADD", {**member_payload(member), "guild_id": str(guild.id)}, guild.id))
    return member


def remove_member(world: World, guild: Guild, user: User) -> None:
    """Take a user out of a guild, as leaving, a kick and a ban do; for who is not there nothing happens."""
    if user.id not in guild.members:
        return
    disconnect(world, guild, user.id)
    del guild.members[user.id]
    for channel in guild.threads.values():
        if channel.thread:
            channel.thread.joined.pop(user.id, None)
    if user is world.bot:
        world.dispatch(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))
    else:
        world.dispatch(Event("GUILD_MEMBER_REMOVE", _user_of(guild, user), guild.id))
        # Who has gone sees no more of the server than that it is gone.
        world.dispatch(Event("GUILD_DELETE", {"id": str(guild.id)}, recipients=frozenset({user.id})))


def ban_user(
    world: World, guild: Guild, user: User, reason: str | None, *, delete_seconds: int = 0, by: User | None = None
) -> None:
    """Ban a user, member or not, and delete what they wrote in the last `delete_seconds`; who is banned stays so."""
    if user.id in guild.bans:
        return
    guild.bans[user.id] = Ban(user, reason)
    world.dispatch(Event("GUILD_BAN_ADD", _user_of(guild, user), guild.id))
    remove_member(world, guild, user)
    log_action(world, guild.id, AuditAction.MEMBER_BAN_ADD, user.id, reason, by=by)
    since = world.clock.now() - timedelta(seconds=delete_seconds)
    for channel in (*guild.channels.values(), *guild.threads.values()):
        written = [each for each in channel.messages.values() if each.author.id == user.id and each.sent_at > since]
        delete_messages(world, channel, [message.id for message in written])


def unban_user(world: World, guild: Guild, user: User, reason: str | None = None, *, by: User | None = None) -> None:
    """Lift a ban; raises Unknown Ban."""
    if guild.bans.pop(user.id, None) is None:
        raise DiscordError(Failure.UNKNOWN_BAN)
    world.dispatch(Event("GUILD_BAN_REMOVE", _user_of(guild, user), guild.id))
    log_action(world, guild.id, AuditAction.MEMBER_BAN_REMOVE, user.id, reason, by=by)


def kick_member(world: World, guild: Guild, member: Member, reason: str | None, *, by: User | None = None) -> None:
    """Remove a member, who may come back."""
    remove_member(world, guild, member.user)
    log_action(world, guild.id, AuditAction.MEMBER_KICK, member.user.id, reason, by=by)


def delete_messages(world: World, channel: Channel, message_ids: list[int]) -> int:
    """Delete several messages of a channel at once; returns how many, as unknown ones are left out."""
    known = [message_id for message_id in message_ids if channel.messages.pop(message_id, None)]
    if not known:
        return 0
    data: JsonObject = {"ids": [str(each) for each in known], "channel_id": str(channel.id)}
    if channel.guild_id:
        data["guild_id"] = str(channel.guild_id)
    world.dispatch(Event("MESSAGE_DELETE_BULK", data, channel.guild_id, channel.id, world.audience(channel)))
    return len(known)


def _role_changes(guild: Guild, before: Sequence[int], after: Sequence[int]) -> list[JsonObject]:
    moved = {
        "$add": [role_id for role_id in after if role_id not in before],
        "$remove": [role_id for role_id in before if role_id not in after],
    }
    return [
        {"key": key, "new_value": [{"id": str(role_id), "name": guild.roles[role_id].name} for role_id in role_ids]}
        for key, role_ids in moved.items()
        if role_ids
    ]


def _user_of(guild: Guild, user: User) -> JsonObject:
    return {"guild_id": str(guild.id), "user": user_payload(user)}
