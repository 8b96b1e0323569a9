"""What only the operator of the process may do."""

from typing import TYPE_CHECKING, Any

from discord import app_commands
from discord.ext import commands
from discord.utils import escape_markdown
from loguru import logger

from astromorty.cogs import EXTENSIONS
from astromorty.command_sync import sync_commands
from astromorty.context import Context
from astromorty.errors import InvalidInput
from astromorty.ui.cards import card, code, done
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_AREAS = {name.rpartition(".")[2]: name for name in EXTENSIONS}


class Owner(commands.Cog):
    """Run the bot; being the owner of a server is not enough."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let only the operator pass."""
        if not await self.bot.is_owner(ctx.author):
            raise commands.NotOwner
        return True

    @commands.hybrid_group(fallback="guilds", case_insensitive=True)
    @app_commands.default_permissions(administrator=True)
    async def owner(self, ctx: Context) -> None:
        """List the servers that the bot is in."""
        guilds = sorted(self.bot.guilds, key=lambda guild: guild.member_count or 0, reverse=True)
        lines = [f"`{g.id}` **{escape_markdown(g.name)}** · {g.member_count or 0:,} members" for g in guilds]
        await answer_pages(ctx, f"{len(guilds):,} servers", lines or ["None yet."], private=True)

    @owner.command(name="sync")
    async def owner_sync(self, ctx: Context) -> None:
        """Register all slash commands with Discord again."""
        await ctx.defer(ephemeral=True)
        registered = await sync_commands(self.bot, force=True)
        await ctx.answer(done(f"{registered} slash commands are registered."), private=True)

    @owner.command(name="reload")
    @app_commands.describe(area="Which part of the bot to load again")
    @app_commands.choices(area=[app_commands.Choice(name=name, value=name) for name in _AREAS])
    async def owner_reload(self, ctx: Context, area: str) -> None:
        """Load the code of one area again."""
        extension = _AREAS.get(area.lower())
        if extension is None:
            raise InvalidInput(f"There is no such area; choose one of {', '.join(map(code, _AREAS))}.")
        await self.bot.reload_extension(extension)
        logger.info("The operator reloaded {}", extension)
        await ctx.answer(done(f"{code(area)} was loaded again."), private=True)

    @owner.command(name="shutdown")
    async def owner_shutdown(self, ctx: Context) -> None:
        """Stop the bot's process."""
        logger.info("The operator asked for a shutdown")
        await ctx.answer(card(None, "Good-bye. The process stops now."), private=True)
        self.bot.request_stop()
