"""How many members starred a message, by what Discord says of it."""

import discord

from astromorty.services.emoji import custom_emoji_id

# Some keyboards write it behind an emoji, and Discord leaves it out of some.
_VARIATION = "\ufe0f"


def is_star(emoji: discord.PartialEmoji | discord.Emoji | str, wanted: str) -> bool:
    """Say whether a reaction is the one that the server counts; a server's own emoji may have been renamed."""
    custom = custom_emoji_id(wanted)
    if custom is not None:
        return getattr(emoji, "id", None) == custom
    return str(emoji).replace(_VARIATION, "") == wanted.replace(_VARIATION, "")


async def count_stars(message: discord.Message, wanted: str) -> int:
    """Count the members who starred a message that was just fetched, its author left out."""
    reaction = next((each for each in message.reactions if is_star(each.emoji, wanted)), None)
    if reaction is None:
        return 0
    own = 0
    if reaction.normal_count or not reaction.burst_count:
        own += await _is_among(reaction, message.author.id, discord.ReactionType.normal)
    if reaction.burst_count and not own:
        own += await _is_among(reaction, message.author.id, discord.ReactionType.burst)
    return max(0, reaction.count - own)


async def _is_among(reaction: discord.Reaction, author_id: int, kind: discord.ReactionType) -> bool:
    """Ask Discord for the one user who may be the author: users come in the order of their IDs."""
    users = reaction.users(limit=1, after=discord.Object(author_id - 1), type=kind)
    return any([user.id == author_id async for user in users])
