"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.permissions.cog import PermissionCommands
from astromorty.cogs.permissions.ranks import RankCommands

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    await bot.add_cog(PermissionCommands(bot))
    await bot.add_cog(RankCommands(bot))
