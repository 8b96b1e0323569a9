"""Load the area's commands and listeners."""

from typing import TYPE_CHECKING

from astromorty.cogs.welcome.cog import Welcome

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cog to `bot`."""
    await bot.add_cog(Welcome(bot))
