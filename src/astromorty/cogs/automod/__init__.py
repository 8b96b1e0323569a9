"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.automod.cog import AutomodCommands
from astromorty.cogs.automod.watch import AutomodWatch
from astromorty.services.automod.service import Automod

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    automod = Automod(bot.database)
    await bot.add_cog(AutomodCommands(bot, automod))
    await bot.add_cog(AutomodWatch(bot, automod))
