"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.jail.cog import JailCommands
from astromorty.cogs.jail.guard import JailGuard

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    await bot.add_cog(JailCommands(bot))
    await bot.add_cog(JailGuard(bot))
