"""What only the operator of the process may do."""

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands
from discord.utils import escape_markdown
from loguru import logger

from astromorty.cogs import EXTENSIONS
from astromorty.cogs.owner.cache_report import inspection_lines, is_pattern, stats_lines
from astromorty.commands.sync import sync_commands
from astromorty.context import Context, Interaction
from astromorty.errors import InvalidInput
from astromorty.gate import needs_operator
from astromorty.manual import examples
from astromorty.ui.cards import card, code, done
from astromorty.ui.choices import choices
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_AREAS = {name.rpartition(".")[2]: name for name in EXTENSIONS}


class Owner(commands.Cog):
    """Run the bot; being the owner of a server is not enough."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    @commands.hybrid_group(fallback="guilds", case_insensitive=True)
    @app_commands.default_permissions(administrator=True)
    @needs_operator()
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

    @owner.group(name="cache", fallback="stats", case_insensitive=True)
    async def owner_cache(self, ctx: Context) -> None:
        """Show what the cache of this process has done since it started."""
        cache = self.bot.cache
        believed = "It is believed now." if cache.is_trusted else "It is not believed now: reads go to the database."
        await answer_pages(ctx, "Cache", [believed, *stats_lines(cache.stats())], private=True)

    @owner_cache.command(name="inspect")
    @examples("prefix:81384788765712384")
    @app_commands.describe(key="A key such as prefix:81384788765712384")
    async def owner_cache_inspect(self, ctx: Context, key: str) -> None:
        """Show what this process and Redis hold under a key."""
        try:
            found = await self.bot.cache.inspect(key)
        except ValueError as error:
            raise InvalidInput(f"{code(key)} is no key of the cache: {error}.") from None
        await ctx.answer(card(f"Key {code(key)}", *inspection_lines(found)), private=True)

    @owner_cache.command(name="invalidate")
    @examples("prefix:81384788765712384", "prefix:*")
    @app_commands.describe(pattern="A key such as prefix:81384788765712384, or a pattern such as prefix:*")
    async def owner_cache_invalidate(self, ctx: Context, *, pattern: str) -> None:
        """Forget a key, or all keys that match a pattern, in every process."""
        await ctx.defer(ephemeral=True)
        if is_pattern(pattern):
            count = await self.bot.cache.delete_pattern(pattern)
        else:
            try:
                count = int(await self.bot.cache.delete(pattern))
            except ValueError as error:
                raise InvalidInput(f"{code(pattern)} is no key of the cache: {error}.") from None
        logger.info("The operator invalidated {}", pattern)
        await ctx.answer(done(f"Forgotten in every process: {count:,} entries under {code(pattern)}."), private=True)

    @owner.command(name="reload")
    @examples("levels")
    @app_commands.describe(area="Which part of the bot to load again")
    async def owner_reload(self, ctx: Context, area: str) -> None:
        """Load the code of one area again."""
        extension = _AREAS.get(area.lower())
        if extension is None:
            raise InvalidInput(f"There is no such area; choose one of {', '.join(map(code, _AREAS))}.")
        await self.bot.reload_extension(extension)
        logger.info("The operator reloaded {}", extension)
        await ctx.answer(done(f"{code(area)} was loaded again."), private=True)

    @owner_reload.autocomplete("area")
    async def _suggest_areas(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        # There are more areas than the 25 fixed choices that an option can have.
        del interaction
        return choices(name for name in _AREAS if current.lower() in name)

    @owner.command(name="shutdown")
    async def owner_shutdown(self, ctx: Context) -> None:
        """Stop the bot's process."""
        logger.info("The operator asked for a shutdown")
        await ctx.answer(card(None, "Good-bye. The process stops now."), private=True)
        self.bot.request_stop()
