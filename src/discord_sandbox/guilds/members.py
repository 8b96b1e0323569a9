"""Members come, change, go and are banned."""

from datetime import timedelta
from hashlib import sha256

from discord_sandbox.guilds.audit import AuditAction, log_action
from discord_sandbox.payloads.guild import guild_create_payload
from discord_sandbox.payloads.user import member_payload, user_payload
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Ban, Guild, Member
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def announce_member(world: World, member: Member) -> None:
    """Tell that a member's nickname, roles or time-out changed."""
    data = {**member_payload(member), "guild_id": str(member.guild_id)}
    world.dispatch(Event("GUILD_MEMBER_UPDATE", data, member.guild_id))


def set_role(
    world: World, member: Member, role_id: int, *, wanted: bool, reason: str | None = None, by: User | None = None
) -> None:
    """Give a member a role or take it, `by` a user or else the bot; where it is so already nothing happens."""
    if wanted == (role_id in member.role_ids):
        return
    if wanted:
        member.role_ids.append(role_id)
    else:
        member.role_ids.remove(role_id)
    log_action(world, member.guild_id, AuditAction.MEMBER_ROLE_UPDATE, member.user.id, reason, by=by)
    announce_member(world, member)


def set_avatar(world: World, user: User, picture: bytes | None) -> None:
    """Give a user a picture (PNG), or take it; every guild they are in hears of it."""
    user.avatar = sha256(picture).hexdigest()[:32] if picture else None
    if picture and user.avatar:
        world.avatars[user.avatar] = picture
    for guild in world.guilds.values():
        if user.id in guild.members:
            announce_member(world, guild.members[user.id])


def add_member(world: World, guild: Guild, user: User, role_ids: list[int] | None = None) -> Member:
    """Let a user join a guild, who is there already stays; the bot gets the whole guild, others their arrival."""
    if user.id in guild.members:
        return guild.members[user.id]
    member = Member(user, guild.id, world.clock.now(), role_ids or [])
    guild.members[user.id] = member
    if user is world.bot:
        member.role_ids += [role.id for role in guild.roles.values() if role.bot_id == user.id]
        world.dispatch(Event("GUILD_CREATE", guild_create_payload(world, guild), guild.id))
    else:
        world.dispatch(Event("GUILD_MEMBER_ADD", {**member_payload(member), "guild_id": str(guild.id)}, guild.id))
    return member


def remove_member(world: World, guild: Guild, user: User) -> None:
    """Take a user out of a guild, as leaving, a kick and a ban do; for who is not there nothing happens."""
    if guild.members.pop(user.id, None) is None:
        return
    if user is world.bot:
        world.dispatch(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))
    else:
        world.dispatch(Event("GUILD_MEMBER_REMOVE", _user_of(guild, user), guild.id))
        # Who has gone sees no more of the server than that it is gone.
        world.dispatch(Event("GUILD_DELETE", {"id": str(guild.id)}, recipients=frozenset({user.id})))


def ban_user(world: World, guild: Guild, user: User, *, reason: str | None, delete_seconds: int = 0) -> None:
    """Ban a user, member or not, and delete what they wrote in the last `delete_seconds`."""
    guild.bans[user.id] = Ban(user, reason)
    world.dispatch(Event("GUILD_BAN_ADD", _user_of(guild, user), guild.id))
    remove_member(world, guild, user)
    since = world.clock.now() - timedelta(seconds=delete_seconds)
    for channel in guild.channels.values():
        written = [each for each in channel.messages.values() if each.author.id == user.id and each.sent_at > since]
        delete_messages(world, channel, [message.id for message in written])


def unban_user(world: World, guild: Guild, user: User) -> None:
    """Lift a ban."""
    del guild.bans[user.id]
    world.dispatch(Event("GUILD_BAN_REMOVE", _user_of(guild, user), guild.id))


def delete_messages(world: World, channel: Channel, message_ids: list[int]) -> None:
    """Delete several messages of a channel at once; unknown ones are left out."""
    known = [message_id for message_id in message_ids if channel.messages.pop(message_id, None)]
    if not known:
        return
    data: JsonObject = {"ids": [str(each) for each in known], "channel_id": str(channel.id)}
    if channel.guild_id:
        data["guild_id"] = str(channel.guild_id)
    world.dispatch(Event("MESSAGE_DELETE_BULK", data, channel.guild_id, channel.id, world.audience(channel)))


def _user_of(guild: Guild, user: User) -> JsonObject:
    return {"guild_id": str(guild.id), "user": user_payload(user)}
