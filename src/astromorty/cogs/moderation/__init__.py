"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.moderation.bans import Bans
from astromorty.cogs.moderation.kicks import Kicks
from astromorty.cogs.moderation.reconciliation import Reconciliation
from astromorty.cogs.moderation.tempban_end import TempbanEnd
from astromorty.cogs.moderation.timeouts import Timeouts
from astromorty.cogs.moderation.warnings import Warnings

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`, and tell what becomes of measures later."""
    Reconciliation(bot).register()
    bot.cases.end_with("tempban", TempbanEnd(bot).end)
    await bot.add_cog(Bans(bot))
    await bot.add_cog(Kicks())
    await bot.add_cog(Timeouts())
    await bot.add_cog(Warnings())
