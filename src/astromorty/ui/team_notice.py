"""What a server's team must know although nobody of it asked."""

import discord
from discord import ui
from loguru import logger


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
