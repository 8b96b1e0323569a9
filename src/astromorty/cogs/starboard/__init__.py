"""Load the area's commands and listeners."""

from typing import TYPE_CHECKING

from astromorty.cogs.starboard.cog import StarboardCommands
from astromorty.services.starboard import Starboard

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cog to `bot`."""
    await bot.add_cog(StarboardCommands(bot, Starboard(bot.database, bot.timers)))
