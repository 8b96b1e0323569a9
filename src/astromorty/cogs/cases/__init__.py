"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.cases.cog import CaseCommands
from astromorty.cogs.cases.mod_log import ModLog

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the log of moderation and the cog to `bot`."""
    bot.mod_log = ModLog(bot)
    bot.cases.show_with(bot.mod_log.post_due)
    await bot.add_cog(CaseCommands(bot))
