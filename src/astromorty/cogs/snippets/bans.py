"""Keeping members from writing snippets."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.context import Context
from astromorty.database.models.snippet import LONGEST_REASON
from astromorty.errors import InvalidInput, NotAllowed
from astromorty.gate import needs
from astromorty.hierarchy import objection
from astromorty.manual import examples
from astromorty.ui.cards import done

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class SnippetBans(commands.Cog, name="Snippet bans"):
    """Keep members from writing snippets; they may still use them."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bans = bot.snippets.bans

    @commands.hybrid_command()
    @examples("@Mia advertising")
    @app_commands.guild_only()
    @needs(moderate_members=True)
    @app_commands.describe(member="Who may write none any more", reason="Why, for the member and other moderators")
    async def snippetban(
        self, ctx: Context, member: discord.Member | discord.User, *, reason: str | None = None
    ) -> None:
        """Keep a member from creating and changing snippets."""
        _refuse_target(ctx, member)
        await self.bans.ban(ctx.server.id, member.id, _checked(reason))
        await ctx.answer(done(f"{member.mention} may no longer write snippets."))

    @commands.hybrid_command()
    @examples("@Mia")
    @app_commands.guild_only()
    @needs(moderate_members=True)
    @app_commands.describe(member="Who may write snippets again")
    async def snippetunban(self, ctx: Context, member: discord.Member | discord.User) -> None:
        """Let a member create and change snippets again."""
        if not await self.bans.unban(ctx.server.id, member.id):
            raise InvalidInput(f"{member.mention} may write snippets already. Nothing was changed.")
        await ctx.answer(done(f"{member.mention} may write snippets again."))


def _checked(reason: str | None) -> str | None:
    if reason is not None and len(reason) > LONGEST_REASON:
        raise InvalidInput(f"The reason has {len(reason):,} characters; up to {LONGEST_REASON} are allowed.")
    return (reason or "").strip() or None


def _refuse_target(ctx: Context, member: discord.Member | discord.User) -> None:
    """Raise Refusal unless the moderator stands above `member`, as for every measure against somebody."""
    if member.bot:
        raise InvalidInput("Bots write no snippets; name a member.")
    author, server = ctx.author, ctx.server
    assert isinstance(author, discord.Member)
    sentence = objection(author, member, me=server.me)
    if sentence is not None:
        raise NotAllowed(sentence)
