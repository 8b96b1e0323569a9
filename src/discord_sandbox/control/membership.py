"""Who is in which server: people and the bot coming and going."""

from discord_sandbox.payloads.guild import guild_create_payload
from discord_sandbox.payloads.user import member_payload, user_payload
from discord_sandbox.state.event import Event
from discord_sandbox.state.guild import Guild, Member
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World


def join(world: World, guild: Guild, user: User, role_ids: list[int] | None = None) -> Member:
    """Let a user in; who is there already stays as they are."""
    if user.id in guild.members:
        return guild.members[user.id]
    member = Member(user, guild.id, world.clock.now(), role_ids or [])
    guild.members[user.id] = member
    if user is world.bot:
        member.role_ids += [role.id for role in guild.roles.values() if role.bot_id == user.id]
        world.dispatch(Event("GUILD_CREATE", guild_create_payload(world, guild), guild.id))
    else:
        data = {**member_payload(member), "guild_id": str(guild.id)}
        world.dispatch(Event("GUILD_MEMBER_ADD", data, guild.id))
    return member


def leave(world: World, guild: Guild, user: User) -> None:
    """Let a user go."""
    if guild.members.pop(user.id, None) is None:
        return
    if user is world.bot:
        world.dispatch(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))
    else:
        data = {"guild_id": str(guild.id), "user": user_payload(user)}
        world.dispatch(Event("GUILD_MEMBER_REMOVE", data, guild.id))
