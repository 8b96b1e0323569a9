"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.snippets.bans import SnippetBans
from astromorty.cogs.snippets.cog import SnippetCommands
from astromorty.services.snippets import Snippets

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    snippets = Snippets(bot.database, bot.guild_settings)
    await bot.add_cog(SnippetCommands(bot, snippets))
    await bot.add_cog(SnippetBans(snippets.bans))
