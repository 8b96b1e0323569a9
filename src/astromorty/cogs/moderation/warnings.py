"""What is only written down: warnings, which the member is told of, and notes, which stay among moderators."""

from discord import app_commands
from discord.ext import commands

from astromorty.context import Context
from astromorty.database.models.moderation_case import LONGEST_REASON
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.measures.flags import MeasureFlags
from astromorty.measures.measure import Outcome, carry_out
from astromorty.measures.several import MemberLocks, Several
from astromorty.measures.targets import MEMBERS, Account, Named


class Warnings(commands.Cog, name="Warnings and notes"):
    """Warn members, and keep notes on them."""

    def __init__(self) -> None:
        self._locks = MemberLocks()

    @commands.hybrid_command()
    @needs(moderate_members=True)
    @examples("@Mia no advertising")
    @app_commands.describe(members=MEMBERS)
    async def warn(self, ctx: Context, members: commands.Greedy[Named], *, flags: MeasureFlags) -> None:
        """Warn members; they get it as a direct message."""

        async def one(target: Account) -> Outcome:
            return await carry_out(ctx, "warn", target, flags.reason, silent=flags.silent)

        await Several(ctx, "warn", self._locks).carry_out(members, one)

    @commands.hybrid_command()
    @needs(moderate_members=True)
    @examples("@Mia asked for free keys twice")
    @app_commands.describe(members=MEMBERS, text="What other moderators should know")
    async def note(self, ctx: Context, members: commands.Greedy[Named], *, text: str) -> None:
        """Keep a note on members, also on users who left; they are not told."""
        if len(text) > LONGEST_REASON:
            raise InvalidInput(f"A note has at most {LONGEST_REASON} characters; this one has {len(text):,}.")

        async def one(target: Account) -> Outcome:
            return await carry_out(ctx, "note", target, text)

        await Several(ctx, "note", self._locks, outsiders=True, private=True).carry_out(members, one)
