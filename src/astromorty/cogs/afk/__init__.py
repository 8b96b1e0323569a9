"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.afk.cog import AfkCog
from astromorty.services.afk import Absences

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cog to `bot`."""
    await bot.add_cog(AfkCog(bot, Absences(bot.database, bot.timers)))
