"""What a user's client shows around the messages: their servers, the channels they see, the people in them."""

from discord_sandbox.gateway.hub import Gateway
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.payloads.guild import emoji_payload, role_payload
from discord_sandbox.payloads.user import partial_member_payload, user_payload
from discord_sandbox.payloads.voice import guild_voice_states
from discord_sandbox.permissions import Permission, guild_permissions, permissions_in, visible_threads
from discord_sandbox.state.guild import Guild
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def overview(world: World, gateway: Gateway, user: User) -> JsonObject:
    """Build the overview of what the user sees, their direct messages with the bot always among it, and may join."""
    return {
        "user": user_payload(user),
        "bot": {**user_payload(world.bot), "connected": bool(gateway.connected)},
        "people": [user_payload(each) for each in world.users.values() if not each.bot],
        "guilds": [_guild(world, guild, user) for guild in world.guilds.values() if user.id in guild.members],
        "joinable": [
            {"id": str(guild.id), "name": guild.name}
            for guild in world.guilds.values()
            if user.id not in guild.members and user.id not in guild.bans
        ],
        "accepts_direct_messages": user.accepts_direct_messages,
        "direct_message": channel_payload(world, world.dm_channel(user.id)),
        "cdn_url": world.cdn_url,
    }


def _guild(world: World, guild: Guild, user: User) -> JsonObject:
    granted = guild_permissions(guild, guild.members[user.id], world.clock)
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "owner_id": str(guild.owner_id),
        "permissions": str(granted),
        "has_bot": world.bot.id in guild.members,
        "roles": [role_payload(role) for role in guild.roles.values()],
        "emojis": [emoji_payload(emoji) for emoji in guild.emojis.values()],
        "voice_states": guild_voice_states(guild),
        "channels": _channels(world, guild, user),
        "members": [
            {
                "user": user_payload(member.user),
                "status": member.user.status,
                "activities": member.user.activities,
                **partial_member_payload(member),
            }
            for member in guild.members.values()
        ],
    }


def _channels(world: World, guild: Guild, user: User) -> list[JsonObject]:
    seen: list[JsonObject] = []
    for channel in (*guild.channels.values(), *visible_threads(world, guild, user.id)):
        granted = permissions_in(world, channel, user.id)
        if granted & Permission.VIEW_CHANNEL:
            seen.append({**channel_payload(world, channel), "permissions": str(granted)})
    return seen
