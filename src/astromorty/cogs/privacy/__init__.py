"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.privacy.cog import Privacy
from astromorty.database.controllers.member_data import MemberDataController

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cog to `bot`."""
    await bot.add_cog(Privacy(bot, MemberDataController(bot.database)))
