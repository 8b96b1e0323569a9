"""Bans, for good and for a time, and their end."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.moderation.discord_state import is_banned
from astromorty.context import Context, Interaction
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import Case
from astromorty.database.models.moderation_case import Kind
from astromorty.discord_answers import UNKNOWN_BAN, asking
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.measures.flags import REASON, BanFlags
from astromorty.measures.measure import Outcome, audit_reason, carry_out
from astromorty.measures.several import MemberLocks, Several
from astromorty.measures.targets import MEMBERS, Account, Named
from astromorty.measures.words import offered
from astromorty.services.cases.measure import checked_reason
from astromorty.services.times.duration import parse_duration
from astromorty.ui.times import moment

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

LONGEST_TEMPBAN = timedelta(days=3_660)


class Bans(commands.Cog):
    """Keep people out of the server."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._locks = MemberLocks()

    @commands.hybrid_command()
    @needs(ban_members=True)
    @commands.bot_has_guild_permissions(ban_members=True)
    @examples("@Mia spam", "@Mia @Joe raid -silent -purge 1d")
    @app_commands.describe(members=MEMBERS)
    async def ban(self, ctx: Context, members: commands.Greedy[Named], *, flags: BanFlags) -> None:
        """Ban members, also users who left or were never here."""

        async def one(target: Account) -> Outcome:
            if not await self._is_banned(ctx, target):
                return await self._ban(ctx, target, flags)
            running = await self._running(ctx, target, "tempban")
            if running is None:
                raise InvalidInput("They are banned already.")
            return (await self._ban(ctx, target, flags)).noting(f"It ended {_end(running)} before.")

        await Several(ctx, "ban", self._locks, outsiders=True).carry_out(members, one)

    @commands.hybrid_command()
    @needs(ban_members=True)
    @commands.bot_has_guild_permissions(ban_members=True)
    @examples("@Mia 3d spam", "@Mia 12h calm down -purge 1h")
    @app_commands.describe(members=MEMBERS, duration="For how long, such as 12h, 3d or 2w")
    async def tempban(self, ctx: Context, members: commands.Greedy[Named], duration: str, *, flags: BanFlags) -> None:
        """Ban members for a time; a ban that is there already then ends, too."""
        length = parse_duration(duration)
        if length > LONGEST_TEMPBAN:
            raise InvalidInput("A ban for a time lasts ten years at most; `ban` is for good.")

        async def one(target: Account) -> Outcome:
            until = datetime.now(UTC) + length
            if not await self._is_banned(ctx, target):
                return await self._ban(ctx, target, flags, until)
            running = await self._running(ctx, target, "tempban")
            before = "was for good" if running is None else f"ended {_end(running)}"
            return (await self._ban(ctx, target, flags, until)).noting(f"The ban {before} before.")

        await Several(ctx, "tempban", self._locks, outsiders=True).carry_out(members, one)

    @commands.hybrid_command()
    @needs(ban_members=True)
    @commands.bot_has_guild_permissions(ban_members=True)
    @examples("@Mia appeal accepted")
    @app_commands.describe(members=MEMBERS, reason=REASON)
    async def unban(self, ctx: Context, members: commands.Greedy[Named], *, reason: str | None = None) -> None:
        """Let banned users come back; they are not told."""
        checked = checked_reason(reason)
        why = audit_reason(ctx.author, checked)

        async def one(target: Account) -> Outcome:
            if not await self._is_banned(ctx, target) and await self._running(ctx, target, "ban", "tempban") is None:
                raise InvalidInput("They are not banned.")

            async def act() -> None:
                try:
                    await ctx.server.unban(target, reason=why)
                except discord.NotFound as error:
                    if error.code != UNKNOWN_BAN:  # else somebody lifted it in Discord, and only the case is open
                        raise

            return await carry_out(ctx, "unban", target, checked, act=act)

        await Several(ctx, "unban", self._locks, outsiders=True).carry_out(members, one)

    @tempban.autocomplete("duration")
    async def _complete_duration(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return offered(("12h", "1d", "3d", "7d", "14d", "30d"), current)

    @ban.autocomplete("purge")
    @tempban.autocomplete("purge")
    async def _complete_purge(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return offered(("1h", "6h", "12h", "1d", "3d", "7d"), current)

    async def _ban(self, ctx: Context, target: Account, flags: BanFlags, until: datetime | None = None) -> Outcome:
        kind = "ban" if until is None else "tempban"
        why = audit_reason(ctx.author, flags.reason)

        async def act() -> None:
            await ctx.server.ban(target, reason=why, delete_message_seconds=flags.purge.seconds)

        return await carry_out(ctx, kind, target, flags.reason, expires_at=until, silent=flags.silent, act=act)

    async def _is_banned(self, ctx: Context, target: Account) -> bool:
        async with asking():
            return await is_banned(self.bot, ctx.server.id, target.id)

    async def _running(self, ctx: Context, target: Account, *kinds: Kind) -> Case | None:
        """Return the open case of a ban, if any."""
        try:
            for kind in kinds:
                case = await self.bot.cases.open_measure(ctx.server.id, target.id, kind)
                if case is not None:
                    return case
        except DatabaseUnavailableError:
            raise InvalidInput(
                "Whether they are banned for a time stands in the database, which does not answer just now."
            ) from None
        return None


def _end(case: Case) -> str:
    assert case.expires_at is not None
    return moment(case.expires_at)
