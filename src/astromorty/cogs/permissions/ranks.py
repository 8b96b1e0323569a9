"""Ranks, and the roles that hold them."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.permissions.rank_choices import offer_ranks
from astromorty.context import Context, Interaction
from astromorty.database.models import Rank
from astromorty.database.models.permission import HIGHEST_RANK
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.services.permissions import Editor
from astromorty.services.permissions.ranks import find_rank
from astromorty.services.permissions.words import rank_words
from astromorty.ui.cards import done, first_of
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

SHOWN_ROLES = 20


class RankCommands(commands.Cog, name="Ranks"):
    """Give roles ranks, for rules to be about."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self.edits = bot.permission_edits

    @commands.hybrid_group(fallback="show", case_insensitive=True)
    @app_commands.guild_only()
    @needs(manage_guild=True)
    async def ranks(self, ctx: Context) -> None:
        """List the ranks of this server and the roles that hold them."""
        decided = await self.bot.permissions.get_set(ctx.server.id)
        lines = [f"{rank_words(*each)} · {_roles(ctx.server, decided.holding(each.rank))}" for each in decided.ranks]
        if not lines:
            lines = ["There are none yet. `ranks init` makes eleven to begin with, `ranks create` makes one."]
        await answer_pages(ctx, "Ranks", lines[::-1])

    @ranks.command(name="init")
    async def ranks_init(self, ctx: Context) -> None:
        """Make the usual ranks, from Member to Server Owner; those that there are stay."""
        created = await self.edits.init_ranks(ctx.server.id)
        if not created:
            raise InvalidInput(f"This server has all ranks from 0 to {HIGHEST_RANK} already. Nothing was changed.")
        decided = await self.bot.permissions.get_set(ctx.server.id)
        names = ", ".join(rank_words(*each) for each in decided.ranks if each.rank in created)
        await ctx.answer(done(f"New ranks: {names}. `ranks assign` gives one to a role."))

    @ranks.command(name="create")
    @examples("5 Moderator")
    @app_commands.describe(rank="Its number; higher ones may all that lower ones may", name="What it is called")
    async def ranks_create(self, ctx: Context, rank: commands.Range[int, 0, HIGHEST_RANK], *, name: str) -> None:
        """Make a rank."""
        saved = await self.edits.create_rank(ctx.server.id, rank, name)
        await ctx.answer(done(f"There is a rank {rank_words(rank, saved)} now. `ranks assign` gives it to a role."))

    @ranks.command(name="edit")
    @examples("5 Guardian")
    @app_commands.describe(rank="Which rank, by name or number", name="What it is to be called")
    async def ranks_edit(self, ctx: Context, rank: str, *, name: str) -> None:
        """Give a rank another name."""
        found = await self._find(ctx.server, rank)
        saved = await self.edits.rename_rank(ctx.server.id, found.rank, name)
        await ctx.answer(done(f"Rank {found.rank} is called {rank_words(found.rank, saved)} now."))

    @ranks.command(name="delete")
    @examples("5")
    @app_commands.describe(rank="Which rank, by name or number")
    async def ranks_delete(self, ctx: Context, *, rank: str) -> None:
        """Delete a rank that no rule is about, and take it from its roles."""
        found = await self._find(ctx.server, rank)
        held_by = await self.edits.delete_rank(self._editor(ctx), found.rank)
        lost = f" It was held by {_roles(ctx.server, held_by)}." if held_by else ""
        await ctx.answer(done(f"The rank {rank_words(*found)} was deleted.{lost}"))

    @ranks.command(name="assign")
    @examples("5 @Moderators")
    @app_commands.describe(rank="Which rank, by name or number", role="Whose members hold it")
    async def ranks_assign(self, ctx: Context, rank: str, *, role: discord.Role) -> None:
        """Let the members of a role hold a rank."""
        found = await self._find(ctx.server, rank)
        before = (await self.edits.move_roles(self._editor(ctx), {role.id: found.rank}))[role.id]
        instead = "" if before in {None, found.rank} else f" instead of rank {before}"
        await ctx.answer(done(f"{role.mention} holds {rank_words(*found)} now{instead}."))

    @ranks.command(name="unassign")
    @examples("@Moderators")
    @app_commands.describe(role="Whose members hold a rank")
    async def ranks_unassign(self, ctx: Context, *, role: discord.Role) -> None:
        """Let the members of a role hold no rank by it."""
        before = (await self.edits.move_roles(self._editor(ctx), {role.id: None}))[role.id]
        if before is None:
            raise InvalidInput(f"{role.mention} holds no rank; `ranks show` lists the roles that do.")
        await ctx.answer(done(f"{role.mention} does not hold rank {before} any more."))

    @ranks_edit.autocomplete("rank")
    @ranks_delete.autocomplete("rank")
    @ranks_assign.autocomplete("rank")
    async def _complete_rank(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        assert interaction.guild_id is not None
        return offer_ranks(await self.bot.permissions.get_set(interaction.guild_id), current)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Forget a rank together with the role that held it."""
        decided = await self.bot.permissions.get_set(role.guild.id)
        if decided.rank_of({role.id}) is not None:
            await self.bot.permissions.unassign(role.guild.id, role.id)

    async def _find(self, guild: discord.Guild, typed: str) -> Rank:
        return find_rank(typed, (await self.bot.permissions.get_set(guild.id)).ranks)

    def _editor(self, ctx: Context) -> Editor:
        return self.bot.gate.editor(ctx.member)


def _roles(guild: discord.Guild, role_ids: tuple[int, ...]) -> str:
    """Name roles; those that were deleted while the bot was away are left out."""
    roles = [role.mention for role in map(guild.get_role, role_ids) if role is not None]
    return first_of(roles, SHOWN_ROLES) if roles else "no role"
