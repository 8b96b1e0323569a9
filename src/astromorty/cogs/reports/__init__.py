"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.reports.cog import ReportCommands

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cog to `bot`."""
    await bot.add_cog(ReportCommands(bot))
