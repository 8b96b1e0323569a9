"""Whether what is to be posted was posted already, by an attempt of which nobody heard the outcome."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import discord

from astromorty.database.models import DueTimer

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Discord recognises a repeated message by its nonce for "the past few minutes":
# https://discord.com/developers/docs/resources/message#create-message
# After that, what an earlier attempt may have sent is looked for.
NONCE_KNOWN: Final = timedelta(minutes=2)
LOOKED_THROUGH: Final = 100


async def was_posted(
    bot: "Astromorty",
    channel: discord.abc.Messageable,
    due: DueTimer,
    after: datetime,
    wanted: Callable[[discord.Message], bool],
) -> bool:
    """Say whether an earlier attempt at what is due got through; parameters as for `own_message`."""
    if due.attempts <= 1 or due.late <= NONCE_KNOWN:
        return False
    return await own_message(bot, channel, after, wanted) is not None


async def own_message(
    bot: "Astromorty",
    channel: discord.abc.Messageable,
    after: datetime | discord.abc.Snowflake,
    wanted: Callable[[discord.Message], bool],
) -> discord.Message | None:
    """Return the newest message that the bot wrote in a channel after a time, or a message, and that is wanted.

    None, too, where the bot may not look: better twice than never. Raises what else Discord answers.
    """
    with suppress(discord.Forbidden, discord.NotFound):
        async for message in channel.history(limit=LOOKED_THROUGH, after=after, oldest_first=False):
            if message.author == bot.user and wanted(message):
                return message
    return None
