"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.reminders.cog import Reminders
from astromorty.cogs.reminders.timezone import Timezone

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    await bot.add_cog(Reminders(bot))
    await bot.add_cog(Timezone(bot))
