"""Load the area's listeners."""

from typing import TYPE_CHECKING

from astromorty.cogs.logs.cog import Logs

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cog to `bot`."""
    await bot.add_cog(Logs(bot))
