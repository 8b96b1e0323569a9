"""What a server's team must know although nobody of it asked."""

import discord
from discord import ui
from discord.utils import escape_markdown
from loguru import logger

from astromorty.ui.cards import Tone, card


async def tell_team(guild: discord.Guild, view: ui.LayoutView) -> None:
    """Show `view` to the server's team: in its channel for updates, else to its owner."""
    for place in (guild.public_updates_channel, guild.owner or guild.owner_id):
        try:
            if isinstance(place, int):
                place = await guild.fetch_member(place)
            if place is not None:
                await place.send(view=view)
                return
        except discord.HTTPException as error:
            logger.debug("Server {} could not be told in {}: {}", guild.id, place, error)
    logger.warning("Nobody of server {} could be told what the log says above", guild.id)


class ClosedChannels:
    """Tells teams of channels that the bot is to write in and cannot: once, until it can again.

    Args:
        page: Where the dashboard shows these channels.
    """

    def __init__(self, *, page: str = "Logs") -> None:
        self._page = page
        self._told: set[int] = set()

    async def tell(self, guild: discord.Guild, channel_id: int, error: discord.HTTPException, *, lost: str) -> None:
        """Tell the team that a channel of its choice is closed, and in a sentence what is lost by that."""
        if channel_id in self._told:
            return
        self._told.add(channel_id)
        logger.info("Server {}: channel {} cannot be written in: {}", guild.id, channel_id, error)
        if isinstance(error, discord.NotFound):
            trouble = "it was deleted. Choose another one"
        else:
            trouble = "Discord does not let me see it, write in it or attach files. Let me, or choose another channel"
        text = (
            f"In **{escape_markdown(guild.name)}**, I am to write in <#{channel_id}>, but {trouble}: `config` shows "
            f"all such channels on its page {self._page}. {lost}"
        )
        await tell_team(guild, card("I cannot write in a channel", text, tone=Tone.WARNING))

    def forget(self, channel_id: int) -> None:
        """Note that a channel can be written in, or has been chosen anew."""
        self._told.discard(channel_id)
