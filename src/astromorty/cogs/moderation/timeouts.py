"""Time-outs: members who may read, and neither write nor speak."""

from datetime import UTC, datetime, timedelta

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.context import Context, Interaction
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.measures.flags import MeasureFlags
from astromorty.measures.measure import Outcome, audit_reason, carry_out
from astromorty.measures.several import MemberLocks, Several
from astromorty.measures.targets import MEMBERS, Account, Named
from astromorty.measures.words import offered
from astromorty.services.times.duration import in_words, parse_duration
from astromorty.ui.times import moment

# https://discord.com/developers/docs/resources/guild#modify-guild-member
LONGEST_TIMEOUT = timedelta(days=28)


class Timeouts(commands.Cog, name="Time-outs"):
    """Silence members for a time."""

    def __init__(self) -> None:
        self._locks = MemberLocks()

    @commands.hybrid_command()
    @needs(moderate_members=True)
    @commands.bot_has_guild_permissions(moderate_members=True)
    @examples("@Mia 10m calm down", "@Mia @Joe 1d quarrel -silent")
    @app_commands.describe(members=MEMBERS, duration="For how long, such as 10m, 12h or 3d; 28 days at most")
    async def timeout(
        self, ctx: Context, members: commands.Greedy[Named], duration: str, *, flags: MeasureFlags
    ) -> None:
        """Keep members from writing and speaking for a time."""
        length = parse_duration(duration)
        if length > LONGEST_TIMEOUT:
            raise InvalidInput(f"A time-out lasts 28 days at most, and {in_words(length)} is longer. Try `28d`.")
        why = audit_reason(ctx.author, flags.reason)

        async def one(target: Account) -> Outcome:
            assert isinstance(target, discord.Member)
            until = datetime.now(UTC) + length
            _refuse_in_force(target, until)

            async def act() -> None:
                await target.timeout(until, reason=why)

            return await carry_out(ctx, "timeout", target, flags.reason, expires_at=until, silent=flags.silent, act=act)

        await Several(ctx, "timeout", self._locks).carry_out(members, one)

    @timeout.autocomplete("duration")
    async def _complete_duration(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return offered(("5m", "10m", "1h", "12h", "1d", "7d", "28d"), current)

    @commands.hybrid_command()
    @needs(moderate_members=True)
    @commands.bot_has_guild_permissions(moderate_members=True)
    @examples("@Mia sorted out")
    @app_commands.describe(members=MEMBERS)
    async def untimeout(self, ctx: Context, members: commands.Greedy[Named], *, flags: MeasureFlags) -> None:
        """End the time-out of members."""
        why = audit_reason(ctx.author, flags.reason)

        async def one(target: Account) -> Outcome:
            assert isinstance(target, discord.Member)
            if not target.is_timed_out():
                raise InvalidInput("They are not timed out.")

            async def act() -> None:
                await target.timeout(None, reason=why)

            return await carry_out(ctx, "untimeout", target, flags.reason, silent=flags.silent, act=act)

        await Several(ctx, "untimeout", self._locks).carry_out(members, one)


def _refuse_in_force(target: discord.Member, until: datetime) -> None:
    """Raise `InvalidInput` where a time-out until then would change nothing, or is impossible."""
    if target.guild_permissions.administrator:
        raise InvalidInput("Discord lets nobody time out administrators.")
    if target.timed_out_until is not None and target.timed_out_until >= until:
        raise InvalidInput(
            f"They are timed out already, until {moment(target.timed_out_until)}. For less, use `untimeout` first."
        )
