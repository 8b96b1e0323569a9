"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.cooldowns.cog import CooldownCommands
from astromorty.services.cooldowns import Cooldowns

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cog to `bot`."""
    await bot.add_cog(CooldownCommands(bot, Cooldowns(bot.database)))
