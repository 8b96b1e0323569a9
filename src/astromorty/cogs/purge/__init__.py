"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.purge.cog import PurgeCommands
from astromorty.cogs.purge.slowmode import SlowmodeCommands

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    await bot.add_cog(PurgeCommands(bot))
    await bot.add_cog(SlowmodeCommands(bot))
