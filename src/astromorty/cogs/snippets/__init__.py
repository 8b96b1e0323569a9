"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.snippets.bans import SnippetBans
from astromorty.cogs.snippets.cog import SnippetCommands

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    await bot.add_cog(SnippetCommands(bot))
    await bot.add_cog(SnippetBans(bot))
