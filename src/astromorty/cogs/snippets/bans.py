"""Keeping members from writing snippets."""

from functools import partial

from discord import app_commands
from discord.ext import commands

from astromorty.context import Context
from astromorty.database.controllers.snippet_ban import SnippetBanController
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.measures.flags import MeasureFlags
from astromorty.measures.measure import Beside, Outcome, carry_out
from astromorty.measures.several import MemberLocks, Several
from astromorty.measures.targets import MEMBERS, Account, Named


class SnippetBans(commands.Cog, name="Snippet bans"):
    """Keep members from writing snippets; they may still use them."""

    def __init__(self, bans: SnippetBanController) -> None:
        self.bans = bans
        self._locks = MemberLocks()

    @commands.hybrid_command()
    @needs(moderate_members=True)
    @examples("@Mia", "@Mia advertising -silent")
    @app_commands.describe(members=MEMBERS)
    async def snippetban(self, ctx: Context, members: commands.Greedy[Named], *, flags: MeasureFlags) -> None:
        """Keep members from creating and changing snippets."""

        async def one(target: Account) -> Outcome:
            if target.bot:
                raise InvalidInput("Bots write no snippets; name a member.")
            ban = partial(self.bans.ban, ctx.server.id, target.id, flags.reason or None)
            return await carry_out(
                ctx, "snippetban", target, flags.reason, silent=flags.silent, beside=Beside(recorded=ban)
            )

        await Several(ctx, "snippetban", self._locks, outsiders=True).carry_out(members, one)

    @commands.hybrid_command()
    @needs(moderate_members=True)
    @examples("@Mia")
    @app_commands.describe(members=MEMBERS)
    async def snippetunban(self, ctx: Context, members: commands.Greedy[Named], *, flags: MeasureFlags) -> None:
        """Let members create and change snippets again."""

        async def one(target: Account) -> Outcome:
            if await self.bans.get_by_id(ctx.server.id, target.id) is None:
                raise InvalidInput("They may write snippets already.")
            unban = partial(self.bans.unban, ctx.server.id, target.id)
            return await carry_out(
                ctx, "snippetunban", target, flags.reason, silent=flags.silent, beside=Beside(recorded=unban)
            )

        await Several(ctx, "snippetunban", self._locks, outsiders=True).carry_out(members, one)
