"""Snippets: calling them up, and looking after them."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands
from loguru import logger

from astromorty.cogs.snippets.export import export_file
from astromorty.cogs.snippets.views import info_card, listing, occasion, raw_card, send_text, summary, with_aliases
from astromorty.cogs.snippets.words import SnippetWords
from astromorty.cogs.snippets.writing import ask_for_text, author_of
from astromorty.context import Context, Interaction
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import Snippet
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.services.guild_settings.kinds import SUGGESTIONS
from astromorty.services.similar_names import matching_names
from astromorty.services.snippets import Author, Snippets
from astromorty.services.snippets.content import fill_in
from astromorty.services.snippets.rights import refuse_change
from astromorty.ui.cards import code, done, file_card
from astromorty.ui.choices import choices
from astromorty.ui.confirm import Confirm
from astromorty.ui.page_note import note
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty
    from astromorty.cogs.config.dashboard import Dashboard


class SnippetCommands(commands.Cog, name="Snippets"):
    """Texts that members call up by name."""

    def __init__(self, bot: "Astromorty", service: Snippets) -> None:
        self.bot = bot
        self.service = service
        self._words = SnippetWords(bot, service, self.snippet)

    async def cog_load(self) -> None:
        """Begin to take words behind the prefix for snippets."""
        self.bot.messages.words.append(self._words.take)
        self.bot.area_parts["snippets"] = self._part
        self.bot.warmers.append(self.service.warm)

    async def cog_unload(self) -> None:
        """Leave words behind the prefix to others."""
        self.bot.messages.words.remove(self._words.take)
        del self.bot.area_parts["snippets"]
        self.bot.warmers.remove(self.service.warm)

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let nobody pass outside of a server."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_command()
    @examples("rules", "welcome @Mia")
    @app_commands.guild_only()
    @app_commands.describe(name="Which snippet", args="What {args} and {1} to {9} in it stand for")
    async def snippet(self, ctx: Context, name: str, *, args: str = "") -> None:
        """Send a snippet; in reply to a message, as a reply to that one."""
        found = await self.service.resolve(ctx.server.id, name)
        await send_text(ctx, fill_in(found.content or "", occasion(ctx, args)))
        # Only now: nobody waits for a counter, and Discord lets a bot send far fewer messages than Postgres counts.
        try:
            await self.service.uses.add(found.guild_id, found.name)
        except DatabaseUnavailableError as error:  # the snippet was sent, and that is what mattered
            logger.warning("A use of a snippet was not counted: {}", error)

    @commands.hybrid_group(case_insensitive=True)
    @examples("rule")
    @app_commands.guild_only()
    async def snippets(self, ctx: Context, *, search: str = "") -> None:
        """List the snippets of this server."""
        # A rule about the subcommand holds here, too.
        await self.bot.gate.refuse(ctx.author, "snippets list", ctx.channel)
        await self.snippets_list(ctx, search=search)

    # No fallback of the group: a subcommand of its name takes it out of the slash commands.
    @snippets.command(name="list")
    @examples("rule")
    @app_commands.describe(search="Part of a name; all if left out")
    async def snippets_list(self, ctx: Context, *, search: str = "") -> None:
        """List the snippets of this server, all or those with a word in their name."""
        guild_id = ctx.server.id
        names = await self.service.targets(guild_id)
        lines = listing(names, await self.service.uses.of_guild(guild_id), search)
        if names and not lines:
            raise InvalidInput(f"No snippet's name is like {code(search[:100])}; `snippets list` shows all.")
        title = f"Snippets · {len(lines):,} of {len(names):,}"
        await answer_pages(ctx, title, lines or ["There are none yet. `snippets create` makes one."])

    @snippets.command(name="create")
    @examples("rules Be kind to each other.", "welcome Welcome to {server}, {1}!")
    @app_commands.describe(name="What it is called by", content="Its text; left out, a form for several lines opens")
    async def snippets_create(self, ctx: Context, name: str, *, content: str | None = None) -> None:
        """Write a new snippet."""
        guild_id = ctx.server.id

        async def save(author: Author, text: str) -> ui.LayoutView:
            return self._created(await self.service.create(guild_id, author, name, text))

        if content is not None:
            await ctx.answer(await save(await author_of(self.bot, ctx.author), content))
            return
        await self.service.refuse_author(guild_id, await author_of(self.bot, ctx.author))
        await ask_for_text(ctx, await self.service.free_name(guild_id, name), present=None, save=save)

    @snippets.command(name="edit")
    @examples("rules Be kind, and stay on topic.")
    @app_commands.describe(name="Which snippet", content="Its new text; left out, a form with the present one opens")
    async def snippets_edit(self, ctx: Context, name: str, *, content: str | None = None) -> None:
        """Change the text of a snippet."""
        seen = await self.service.resolve(ctx.server.id, name)

        async def save(author: Author, text: str) -> ui.LayoutView:
            await self.service.edit(author, seen, text)
            return done(f"{code(seen.name)} was changed.")

        if content is not None:
            await ctx.answer(await save(await author_of(self.bot, ctx.author), content))
            return
        await self.service.refuse_edit(await author_of(self.bot, ctx.author), seen)
        await ask_for_text(ctx, seen.name, present=seen.content, save=save)

    @snippets.command(name="delete")
    @examples("rules")
    @app_commands.describe(name="Which snippet or alias")
    async def snippets_delete(self, ctx: Context, name: str) -> None:
        """Delete a snippet with its aliases, or one alias."""
        author = await author_of(self.bot, ctx.author)
        seen = await self.service.find(ctx.server.id, name)
        refuse_change(author, seen)
        aliases = () if seen.target else await self.service.aliases(seen)

        async def delete() -> ui.LayoutView:
            gone = await self.service.delete(author, seen)
            return done(f"{code(seen.name)} was deleted{with_aliases(gone)}.")

        what = f"It is an alias of {code(seen.target)}, which stays." if seen.target else "Its text is lost."
        detail = f"Deletes {code(seen.name)}{with_aliases(aliases)}. {what}"
        right = None if seen.owner_id == author.member_id else "manage-snippets"
        await Confirm(ctx, "Delete this snippet?", detail, yes="Delete", action=delete, right=right).open(ctx)

    @snippets.command(name="rename")
    @examples("rules house-rules")
    @app_commands.describe(name="Which snippet or alias", new_name="What it is to be called")
    async def snippets_rename(self, ctx: Context, name: str, new_name: str) -> None:
        """Give a snippet another name; its aliases stay with it."""
        seen = await self.service.find(ctx.server.id, name)
        renamed = await self.service.rename(await author_of(self.bot, ctx.author), seen, new_name)
        await ctx.answer(done(f"{code(seen.name)} is called {code(renamed.name)} now.{self._shadow(renamed.name)}"))

    @snippets.command(name="alias")
    @examples("r rules")
    @app_commands.describe(name="The new name", target="The snippet that it stands for")
    async def snippets_alias(self, ctx: Context, name: str, target: str) -> None:
        """Give a snippet one more name."""
        alias = await self.service.create_alias(ctx.server.id, await author_of(self.bot, ctx.author), name, target)
        await ctx.answer(done(f"{code(alias.name)} stands for {code(alias.target or '')}.{self._shadow(alias.name)}"))

    @snippets.command(name="info")
    @examples("rules")
    @app_commands.describe(name="Which snippet")
    async def snippets_info(self, ctx: Context, name: str) -> None:
        """Show who owns a snippet, how often it is used and what else it is called."""
        found = await self.service.resolve(ctx.server.id, name)
        uses = await self.service.uses.of_snippet(found.guild_id, found.name)
        await ctx.answer(info_card(found, uses, await self.service.aliases(found)))

    @snippets.command(name="raw")
    @examples("rules")
    @app_commands.describe(name="Which snippet")
    async def snippets_raw(self, ctx: Context, name: str) -> None:
        """Show the text of a snippet as it was written."""
        view, file = raw_card(await self.service.resolve(ctx.server.id, name))
        await ctx.answer(view, file=file)

    @snippets.command(name="transfer")
    @examples("rules @Mia")
    @app_commands.describe(name="Which snippet or alias", member="Whose it is to be")
    async def snippets_transfer(self, ctx: Context, name: str, member: discord.Member) -> None:
        """Give a snippet to another member."""
        if member.bot:
            raise InvalidInput("Bots own no snippets; name a member of this server.")
        seen = await self.service.find(ctx.server.id, name)
        await self.service.transfer(await author_of(self.bot, ctx.author), seen, member.id)
        await ctx.answer(done(f"{code(seen.name)} belongs to {member.mention} now."))

    @snippets.command(name="lock")
    @examples("rules")
    @needs(manage_messages=True)
    @app_commands.describe(name="Which snippet")
    async def snippets_lock(self, ctx: Context, name: str) -> None:
        """Let only members who may manage messages change a snippet."""
        seen = await self.service.resolve(ctx.server.id, name)
        await self.service.set_locked(seen, locked=True)
        await ctx.answer(done(f"{code(seen.name)} is locked: its owner can no longer change it."))

    @snippets.command(name="unlock")
    @examples("rules")
    @needs(manage_messages=True)
    @app_commands.describe(name="Which snippet")
    async def snippets_unlock(self, ctx: Context, name: str) -> None:
        """Let the owner of a snippet change it again."""
        seen = await self.service.resolve(ctx.server.id, name)
        await self.service.set_locked(seen, locked=False)
        await ctx.answer(done(f"{code(seen.name)} is unlocked: its owner can change it again."))

    @snippets.command(name="export")
    @needs(manage_messages=True)
    async def snippets_export(self, ctx: Context) -> None:
        """Get all snippets of this server as one JSON file."""
        await ctx.defer(ephemeral=True)
        guild = ctx.server
        file = await export_file(
            guild, await self.service.of_guild(guild.id), await self.service.uses.of_guild(guild.id)
        )
        await ctx.answer(file_card("Snippets of this server", file), private=True, file=file)

    @snippet.autocomplete("name")
    @snippets_edit.autocomplete("name")
    @snippets_delete.autocomplete("name")
    @snippets_rename.autocomplete("name")
    @snippets_alias.autocomplete("target")
    @snippets_info.autocomplete("name")
    @snippets_raw.autocomplete("name")
    @snippets_transfer.autocomplete("name")
    @snippets_lock.autocomplete("name")
    @snippets_unlock.autocomplete("name")
    async def _complete_name(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        names = await self.service.names(interaction.guild_id) if interaction.guild_id else ()
        return choices(matching_names(names, current, SUGGESTIONS))

    async def _part(self, dashboard: "Dashboard") -> list[ui.Item[Any]]:
        """Say below the settings what they bring about."""
        guild_id = dashboard.server.id
        return note(summary(await self.service.targets(guild_id), await self.service.uses.of_guild(guild_id)))

    def _created(self, snippet: Snippet) -> ui.LayoutView:
        return done(f"{code(snippet.name)} was created.{self._shadow(snippet.name)}")

    def _shadow(self, name: str) -> str:
        """Say that a command of that name goes first, if there is one."""
        if self.bot.get_command(name) is None:
            return ""
        return f" As {code(name)} is a command too, call it up by {code(f'snippet {name}')}."
