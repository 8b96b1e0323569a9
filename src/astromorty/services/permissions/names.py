"""What Discord's settings call a permission that its programming interface names."""

from collections.abc import Iterable

# The others are called as they are named, in capitals.
_CALLED = {
    "external_emojis": "Use External Emojis",
    "external_stickers": "Use External Stickers",
    "manage_guild": "Manage Server",
    "mention_everyone": "Mention @everyone, @here and All Roles",
    "moderate_members": "Timeout Members",
    "read_messages": "View Channels",
    "send_tts_messages": "Send TTS Messages",
    "stream": "Video",
    "use_embedded_activities": "Use Activities",
    "view_channel": "View Channels",
    "view_guild_insights": "View Server Insights",
}


def permission_name(permission: str) -> str:
    """Return what `permission` is called: `manage_guild` is Manage Server."""
    return _CALLED.get(permission) or permission.replace("_", " ").title()


def permission_names(permissions: Iterable[str]) -> str:
    """Name several permissions in one phrase."""
    return " and ".join(map(permission_name, permissions))
