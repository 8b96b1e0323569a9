"""Emojis as Discord writes them."""

from collections.abc import Callable

import regex

from astromorty.errors import InvalidInput

# Finds a server's own emoji by its snowflake, as discord.py's `Guild.get_emoji` does; None for others.
FindEmoji = Callable[[int], object | None]
# One emoji sequence, by the shapes of Unicode Technical Standard 51: flags, keycaps, pictures with their modifiers and
# tags, and pictures that are joined. The longest that are recommended join four, and have six tags.
_PICTURE = r"\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:[\U000E0020-\U000E007E]{1,8}\U000E007F)?"
_UNICODE = regex.compile(rf"(?:\p{{RI}}\p{{RI}}|[#*0-9]\uFE0F?\u20E3|{_PICTURE}(?:\u200D{_PICTURE}){{0,5}})")
# An emoji of a server, in Discord's notation for messages: Discord's reference, "Message Formatting".
_CUSTOM = regex.compile(r"<a?:[A-Za-z0-9_]{2,32}:(\d{15,20})>")


def parse_emoji(text: str) -> str:
    """Return the one emoji that `text` is; raise InvalidInput if it is none or more."""
    emoji = text.strip()
    if _UNICODE.fullmatch(emoji) is None and _CUSTOM.fullmatch(emoji) is None:
        raise InvalidInput("That is no emoji; choose one, such as ⭐ or one of this server.")
    return emoji


def custom_emoji_id(emoji: str) -> int | None:
    """Return the snowflake of a server's emoji; None for one of Unicode."""
    match = _CUSTOM.fullmatch(emoji)
    return None if match is None else int(match[1])


def can_be_shown(emoji: str, own: FindEmoji) -> bool:
    """Say whether an emoji can be shown in a server: those of Unicode, and its own."""
    emoji_id = custom_emoji_id(emoji)
    return emoji_id is None or own(emoji_id) is not None


def usable_emoji(text: str, own: FindEmoji) -> str:
    """Return the one emoji that `text` is; raise InvalidInput if it is none, or another server's."""
    emoji = parse_emoji(text)
    if not can_be_shown(emoji, own):
        raise InvalidInput("This server has no such emoji; choose one of its own, or one such as ⭐.")
    return emoji
