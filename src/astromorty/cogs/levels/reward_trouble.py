"""Tells a server's team of a reward that cannot be given."""

import discord
from loguru import logger

from astromorty.database.models import Reward
from astromorty.ui.cards import Tone, card
from astromorty.ui.team_notice import tell_team


async def tell_of_trouble(guild: discord.Guild, reward: Reward, trouble: str) -> None:
    """Tell the server's team of a reward that cannot be given."""
    logger.info("Role {} of server {} cannot be given: {}", reward.role_id, guild.id, trouble)
    view = card(
        "A reward cannot be given",
        f"In **{discord.utils.escape_markdown(guild.name)}**, level {reward.level:,} earns <@&{reward.role_id}>, but "
        f"{trouble}. Nobody gets it until that is put right; `levels reward list` shows whether it is.",
        tone=Tone.WARNING,
    )
    await tell_team(guild, view)
