"""Load the area's listeners."""

from typing import TYPE_CHECKING

from astromorty.cogs.servers.presence import ServerPresence

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cog to `bot`."""
    await bot.add_cog(ServerPresence(bot))
