"""Kicks."""

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.context import Context
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.measures.flags import MeasureFlags
from astromorty.measures.measure import Outcome, audit_reason, carry_out
from astromorty.measures.several import MemberLocks, Several
from astromorty.measures.targets import MEMBERS, Account, Named


class Kicks(commands.Cog):
    """Show members out; they may come back."""

    def __init__(self) -> None:
        self._locks = MemberLocks()

    @commands.hybrid_command()
    @needs(kick_members=True)
    @commands.bot_has_guild_permissions(kick_members=True)
    @examples("@Mia read the rules", "@Mia @Joe raid -silent")
    @app_commands.describe(members=MEMBERS)
    async def kick(self, ctx: Context, members: commands.Greedy[Named], *, flags: MeasureFlags) -> None:
        """Remove members from the server; they may come back with an invite."""
        why = audit_reason(ctx.author, flags.reason)

        async def one(target: Account) -> Outcome:
            assert isinstance(target, discord.Member)

            async def act() -> None:
                await target.kick(reason=why)

            return await carry_out(ctx, "kick", target, flags.reason, silent=flags.silent, act=act)

        await Several(ctx, "kick", self._locks).carry_out(members, one)
