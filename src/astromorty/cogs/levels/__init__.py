"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.levels.cog import Levels
from astromorty.database.controllers.level_transfer import LevelTransferController
from astromorty.services.level_files import LevelImporter
from astromorty.ui.rank_card import RankCards

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cog to `bot`."""
    await bot.add_cog(Levels(bot, RankCards(), LevelTransferController(bot.database), LevelImporter(bot.database)))
