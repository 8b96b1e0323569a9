"""Guilds and roles as Discord sends them."""

from discord_sandbox.clock import isoformat
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.payloads.voice import guild_voice_states
from discord_sandbox.permissions import visible_threads
from discord_sandbox.state.guild import Emoji, Guild, Role
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def role_payload(role: Role) -> JsonObject:
    """Build a role object."""
    payload: JsonObject = {
        "id": str(role.id),
        "name": role.name,
        "description": None,
        "color": role.color,
        "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
        "hoist": role.hoist,
        "icon": role.icon,
        "unicode_emoji": role.unicode_emoji,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.managed,
        "mentionable": role.mentionable,
        "flags": 0,
    }
    if role.bot_id:
        payload["tags"] = {"bot_id": str(role.bot_id)}
    return payload


def emoji_payload(emoji: Emoji) -> JsonObject:
    """Build a custom emoji object."""
    return {
        "id": str(emoji.id),
        "name": emoji.name,
        "animated": emoji.animated,
        "roles": [],
        "require_colons": True,
        "managed": False,
        "available": True,
    }


def guild_payload(guild: Guild) -> JsonObject:
    """Build a guild object as REST returns it."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "description": guild.description,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "features": [],
        "owner_id": str(guild.owner_id),
        "application_id": None,
        "region": "automatic",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": str(guild.system_channel_id) if guild.system_channel_id else None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "vanity_url_code": None,
        "preferred_locale": guild.locale,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "incidents_data": None,
        "max_members": 500_000,
        "max_presences": None,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "roles": [role_payload(role) for role in guild.roles.values()],
        "emojis": [emoji_payload(emoji) for emoji in guild.emojis.values()],
        "stickers": [],
    }


def presence_payload(guild: Guild, user: User) -> JsonObject:
    """Build a member's presence."""
    return {
        "user": {"id": str(user.id)},
        "guild_id": str(guild.id),
        "status": user.status,
        "activities": [] if user.status == "offline" else user.activities,
        "client_status": {} if user.status == "offline" else {"desktop": user.status},
    }


def guild_create_payload(world: World, guild: Guild) -> JsonObject:
    """Build the whole of ``GUILD_CREATE`` as for a join; the gateway cuts members and presences to the intents."""
    return {
        **guild_payload(guild),
        "joined_at": isoformat(guild.members[world.bot.id].joined_at),
        "large": len(guild.members) > 250,
        "member_count": len(guild.members),
        "members": [member_payload(member) for member in guild.members.values()],
        "presences": [presence_payload(guild, member.user) for member in guild.members.values()],
        "channels": [channel_payload(world, channel) for channel in guild.channels.values()],
        "threads": [channel_payload(world, thread) for thread in visible_threads(world, guild, world.bot.id)],
        "voice_states": guild_voice_states(guild),
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
