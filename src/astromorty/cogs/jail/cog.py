"""Jail: members who keep nothing but one role, and get the others back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.jail.jail_role import jail_role
from astromorty.cogs.jail.role_changes import Inmate, find_inmate, in_words
from astromorty.cogs.jail.setup import SetupQuestion
from astromorty.context import Context
from astromorty.database.models import Case
from astromorty.discord_answers import asking
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.measures.flags import MeasureFlags
from astromorty.measures.measure import Beside, Ending, Outcome, audit_reason, carry_out
from astromorty.measures.several import MemberLocks, Several
from astromorty.measures.targets import MEMBERS, Account, Named
from astromorty.services.times.duration import parse_duration
from astromorty.ui.times import moment

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

LONGEST_JAIL = timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a jail lasts, as an option."""

    span: timedelta

    @classmethod
    async def convert(cls, _ctx: commands.Context[Any], argument: str) -> Self:
        """Read `2h`; raise `BadArgument` for what is no duration: in a message it is the reason's first word then."""
        try:
            return cls(parse_duration(argument))
        except InvalidInput as error:
            raise commands.BadArgument(str(error)) from error


class JailCommands(commands.Cog, name="Jail"):
    """Take all roles from members, and give them back later."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._locks = MemberLocks()

    @commands.hybrid_group(fallback="member", case_insensitive=True)
    @needs(moderate_members=True)
    @commands.bot_has_guild_permissions(manage_roles=True)
    @examples("@Mia", "@Mia 2h spamming", "@Mia @Joe 3d raiding -silent")
    @app_commands.describe(members=MEMBERS, duration="For how long, such as 2h or 3d; until `unjail` if left out")
    async def jail(
        self, ctx: Context, members: commands.Greedy[Named], duration: Length | None = None, *, flags: MeasureFlags
    ) -> None:
        """Take members' roles and give them the jail role; `unjail` gives the roles back."""
        if duration is not None and duration.span > LONGEST_JAIL:
            raise InvalidInput("A jail with an end lasts ten years at most; without a duration it has none.")
        role = await jail_role(self.bot, ctx.server)

        async def one(target: Account) -> Outcome:
            inmate = await self._find(ctx, target)
            if inmate is None:
                raise InvalidInput("They are not in this server any more.")
            until = None if duration is None else datetime.now(UTC) + duration.span
            running = await self.bot.cases.open_measure(ctx.server.id, target.id, "jail")
            if running is not None and role.id in inmate.held and until == running.expires_at:
                raise InvalidInput(f"They are in jail already, by case {running.number}. Nothing was changed.")
            outcome = await self._jail(ctx, inmate, role, flags, until)
            return outcome if running is None else outcome.noting(f"Before, it {_end(running)}.")

        warnings = self.bot.plan.warnings("jail_role")
        await Several(ctx, "jail", self._locks, warnings=warnings).carry_out(members, one)

    @commands.hybrid_command()
    @needs(moderate_members=True)
    @commands.bot_has_guild_permissions(manage_roles=True)
    @examples("@Mia", "@Mia sorry about that")
    @app_commands.describe(members=MEMBERS)
    async def unjail(self, ctx: Context, members: commands.Greedy[Named], *, flags: MeasureFlags) -> None:
        """Give jailed members their roles back."""

        async def one(target: Account) -> Outcome:
            row = await self.bot.jails.find(ctx.server.id, target.id)
            if row is None:
                raise InvalidInput("They are not in jail.")
            beside = Beside(recorded=partial(self.bot.jails.forget, ctx.server.id, target.id))
            send = partial(carry_out, ctx, "unjail", target, flags.reason, silent=flags.silent, beside=beside)
            inmate = await self._find(ctx, target)
            if inmate is None:
                return (await send()).noting("They are not in this server; nothing is due when they come back.")
            release = inmate.released(row)
            why = audit_reason(ctx.author, flags.reason)
            outcome = await send(act=partial(inmate.let_out, release, why))
            if outcome.ending is Ending.RECORDED:
                self.bot.dispatch("jail_release", inmate.member)
            return outcome.noting(*in_words(release))

        await Several(ctx, "unjail", self._locks, outsiders=True).carry_out(members, one)

    @jail.command(name="setup")
    @needs(manage_guild=True, manage_roles=True, manage_channels=True)
    @commands.bot_has_guild_permissions(manage_roles=True, manage_channels=True)
    async def jail_setup(self, ctx: Context) -> None:
        """Make a jail: a role that may write nowhere, and a channel for those who have it."""
        await (await SetupQuestion.prepare(ctx)).open(ctx)

    async def _find(self, ctx: Context, target: Account) -> Inmate | None:
        async with asking():
            return await find_inmate(self.bot, ctx.server.id, target.id)

    async def _jail(
        self, ctx: Context, inmate: Inmate, role: discord.Role, flags: MeasureFlags, until: datetime | None
    ) -> Outcome:
        jails, ids = self.bot.jails, (ctx.server.id, inmate.member.id)
        former = await jails.find(*ids)
        taken = inmate.taken(role.id) - ({former.jail_role_id} if former else set())
        return await carry_out(
            ctx,
            "jail",
            inmate.member,
            flags.reason,
            expires_at=until,
            silent=flags.silent,
            act=partial(inmate.lock_up, role.id, audit_reason(ctx.author, flags.reason)),
            beside=Beside(
                opened=partial(jails.store, *ids, jail_role_id=role.id, role_ids=taken),
                dropped=partial(jails.forget_unless_in_force, *ids),
            ),
        )


def _end(case: Case) -> str:
    return "had no end" if case.expires_at is None else f"ended {moment(case.expires_at)}"
