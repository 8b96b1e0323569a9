"""Load the area's commands and listeners."""

from typing import TYPE_CHECKING

from astromorty.cogs.rooms.area import RoomArea
from astromorty.cogs.rooms.cog import RoomCommands

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    await bot.add_cog(RoomArea(bot))
    await bot.add_cog(RoomCommands(bot))
