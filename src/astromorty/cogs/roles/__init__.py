"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.roles.panels import PanelCommands

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    await bot.add_cog(PanelCommands(bot))
