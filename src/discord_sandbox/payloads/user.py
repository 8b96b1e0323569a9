"""Users and members as Discord sends them."""

from discord_sandbox.clock import isoformat
from discord_sandbox.state.guild import Member
from discord_sandbox.state.user import User
from discord_sandbox.wire import JsonObject


def user_payload(user: User) -> JsonObject:
    """Build a user object."""
    return {
        "id": str(user.id),
        "username": user.username,
        "discriminator": user.discriminator,
        "global_name": user.global_name,
        "avatar": user.avatar,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "clan": None,
        "primary_guild": None,
        "collectibles": None,
        "bot": user.bot,
        "public_flags": 0,
        "flags": 0,
    }


def current_user_payload(user: User) -> JsonObject:
    """Build the object of ``/users/@me`` for the bot itself."""
    return {
        **user_payload(user),
        "verified": True,
        "mfa_enabled": True,
        "email": None,
        "locale": user.locale,
        "premium_type": 0,
    }


def member_payload(member: Member) -> JsonObject:
    """Build a member object with its user."""
    return {"user": user_payload(member.user), **partial_member_payload(member)}


def partial_member_payload(member: Member) -> JsonObject:
    """Build a member object without its user, as messages carry it."""
    return {
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "roles": [str(role_id) for role_id in member.role_ids],
        "joined_at": isoformat(member.joined_at),
        "premium_since": None,
        "deaf": member.deaf,
        "mute": member.mute,
        "flags": 0,
        "pending": member.pending,
        "communication_disabled_until": isoformat(member.timeout_until) if member.timeout_until else None,
    }
