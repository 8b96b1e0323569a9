"""What Discord's answers to a measure mean: refused, or nobody knows."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import discord

from astromorty.errors import Refusal
from astromorty.ui.cards import plain

# Seconds for one request: discord.py repeats those that Discord answers by a rate limit or an error of its own.
DISCORD_TIMEOUT: Final = 10.0
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
UNKNOWN_MEMBER, UNKNOWN_USER, UNKNOWN_BAN = 10007, 10013, 10026
# How many channels Discord takes: https://discord.com/developers/docs/resources/guild#create-guild-channel
MOST_IN_CATEGORY: Final = 50
MOST_IN_SERVER: Final = 500
_REFUSED: Final = {
    30013: f"This server has {MOST_IN_SERVER} channels, and Discord allows no more.",
    UNKNOWN_MEMBER: "They are not in this server any more.",
    UNKNOWN_USER: "There is no such user any more.",
    UNKNOWN_BAN: "They are not banned.",
    30035: "This server has too many bans of users who were never in it; Discord takes no more of them for now.",
    50013: "Discord does not let me: I lack the permission, or their highest role is not below mine.",
}
_LONGEST_TEXT: Final = 100
# Besides Discord's errors of its own: after these, a request may have been carried out or not.
NO_ANSWER: Final = (aiohttp.ClientError, TimeoutError, OSError)


def refusal_of(error: Exception) -> str | None:
    """Say in one sentence why Discord refused; None where it may have done it all the same."""
    if not isinstance(error, discord.HTTPException) or error.status >= 500:
        return None
    known = _REFUSED.get(error.code)
    if known is not None:
        return known
    if error.status == 429:
        return "Discord lets me do no more of this for now. Please try again later."
    return f"Discord refused: {plain((error.text or f'error {error.status}')[:_LONGEST_TEXT])}"


def failure_of(error: Exception) -> str:
    """Say in one sentence or two why Discord did not do it, whether it refused or gave no answer."""
    return refusal_of(error) or "Discord does not answer just now. Please try again in a moment."


@asynccontextmanager
async def asking(seconds: float = DISCORD_TIMEOUT) -> AsyncGenerator[None]:
    """Raise `Refusal` where a question before a measure is not answered within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except (discord.HTTPException, *NO_ANSWER) as error:
        raise Refusal(f"{failure_of(error)} Nothing was done.") from error
