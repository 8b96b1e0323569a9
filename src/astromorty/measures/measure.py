"""One measure against one member: its intent, the direct message, Discord, the numbered case, the mod log.

The order makes every crash and outage harmless. What is written first says what was meant; what Discord did is asked
of Discord itself if this process ends before it could write that down.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

import discord
from loguru import logger

from astromorty.context import Context
from astromorty.database.cancellation import run_to_end
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import Case, Intent
from astromorty.database.models.moderation_case import Kind
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER, refusal_of
from astromorty.errors import Refusal
from astromorty.measures.direct_message import Notice, notice_of, tell
from astromorty.measures.targets import Account
from astromorty.services.cases import CASE_KINDS, CaseKind, NewMeasure

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# https://discord.com/developers/docs/resources/audit-log
LONGEST_AUDIT_REASON = 512
# These end what the bot and the member share, so that no message reaches them afterwards.
TOLD_BEFORE = frozenset({"ban", "tempban", "kick"})
TOLD_AFTER = frozenset({"timeout", "untimeout", "warn", "jail", "unjail", "snippetban", "snippetunban"})

Act = Callable[[], Awaitable[None]]
Write = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """What stands for a moderator's invocation where the bot takes a measure by itself."""

    bot: "Astromorty"
    server: discord.Guild
    author: discord.Member


@dataclass(frozen=True, slots=True)
class Beside:
    """What an area writes in a measure's own transactions, so that both are written or neither.

    Attributes:
        opened: Together with the intent; what it raises is raised before Discord is asked.
        recorded: Together with the case.
        dropped: Together with forgetting an intent that Discord refused.
    """

    opened: Write | None = None
    recorded: Write | None = None
    dropped: Write | None = None


class Ending(Enum):
    """What became of a measure: what is said of it, behind the member's name."""

    RECORDED = "was {verb}"
    OWED = "was {verb}, but the database stopped answering: the case is recorded as soon as it answers."
    UNRECORDED = "was {verb}, but the database does not answer: there is no case of it."
    UNCLEAR = "perhaps {verb}: Discord did not answer. I ask it again in two minutes, and record a case if it was done."
    UNKNOWN = "perhaps {verb}: Discord did not answer, nor does the database. Look whether it was done."
    REFUSED = "was not {verb}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a measure against one member.

    Attributes:
        kind: The measure.
        ending: What became of it.
        case: The recorded case, if any.
        until: When the measure ends by itself.
        notes: Sentences on what else the moderator should know; of a refused one, why.
    """

    kind: CaseKind
    ending: Ending
    case: Case | None = None
    until: datetime | None = None
    notes: tuple[str, ...] = ()

    def noting(self, *notes: str) -> "Outcome":
        """Return the outcome with these sentences first; of a refused one only the reason is told."""
        return self if self.ending is Ending.REFUSED else replace(self, notes=(*notes, *self.notes))


def audit_reason(moderator: Account, reason: str | None) -> str:
    """Say in Discord's audit log who had the bot do this and why."""
    text = f"{moderator} ({moderator.id}): {reason or 'no reason given'}"
    return text if len(text) <= LONGEST_AUDIT_REASON else f"{text[: LONGEST_AUDIT_REASON - 1]}…"


async def carry_out(
    ctx: Context | OwnOrder,
    kind: Kind,
    target: Account,
    reason: str | None,
    *,
    expires_at: datetime | None = None,
    silent: bool = False,
    act: Act | None = None,
    beside: Beside = Beside(),
) -> Outcome:
    """Carry a measure out to its end, even if the command is cancelled meanwhile; the hierarchy was checked before.

    Args:
        ctx: The invocation by the moderator, or what else stands for it.
        kind: Which measure, as in `CASE_KINDS`.
        target: Against whom.
        reason: Why, if that was said.
        expires_at: When it ends by itself.
        silent: Whether the member gets no direct message.
        act: Has Discord do it; what is left out of Discord has none. A `Refusal` or Discord's own means that nothing
            was done; it may be that Discord does not answer.
        beside: What else is written with it.
    """
    measure = _Measure(ctx, CASE_KINDS[kind], target, (reason or "").strip() or None, expires_at, silent, act, beside)
    outcomes: list[Outcome] = []

    async def to_its_end() -> None:
        outcomes.append(await measure.carry_out())

    await run_to_end(to_its_end())
    return outcomes[0]


@dataclass(frozen=True, slots=True)
class _Measure:
    ctx: Context | OwnOrder
    kind: CaseKind
    target: Account
    reason: str | None
    expires_at: datetime | None
    silent: bool
    act: Act | None
    beside: Beside

    async def carry_out(self) -> Outcome:
        try:
            if self.act is None:
                return await self._finish(await self.ctx.bot.cases.record_now(self._new(), also=self._also), Notice())
            intent = await self._open()
        except DatabaseUnavailableError:
            if self.act is None or self.kind.is_timed:
                return self._refused("The database does not answer just now, and this needs it. Nothing was done.")
            intent = None
        return await self._ask_discord(self.act, intent)

    async def _open(self) -> Intent:
        async with self.ctx.bot.database.unit_of_work():
            intent = await self.ctx.bot.cases.open(self._new())
            if self.beside.opened is not None:
                await self.beside.opened()
            return intent

    async def _also(self, _case: Case) -> None:
        if self.beside.recorded is not None:
            await self.beside.recorded()

    async def _ask_discord(self, act: Act, intent: Intent | None) -> Outcome:
        notice = await self._tell() if self.kind.name in TOLD_BEFORE else Notice()
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await act()
        except (Refusal, discord.HTTPException, *NO_ANSWER) as error:
            why = str(error) if isinstance(error, Refusal) else refusal_of(error)
            if why is None:
                return self._outcome(Ending.UNKNOWN if intent is None else Ending.UNCLEAR)
            await notice.take_back()
            await self._drop(intent)
            return self._refused(why)
        if intent is None:
            return await self._finish_unrecorded(Ending.UNRECORDED, notice)
        try:
            case = await self.ctx.bot.cases.record(intent, also=self._also)
        except DatabaseUnavailableError:
            self.ctx.bot.cases.record_soon(intent, also=self._also)
            return await self._finish_unrecorded(Ending.OWED, notice)
        return await self._finish(case, notice)

    async def _finish(self, case: Case, notice: Notice) -> Outcome:
        notice = await self._tell_afterwards(notice)
        unlogged = await self.ctx.bot.mod_log.post(case)
        notes = [note for note in (notice.failure, unlogged) if note]
        return self._outcome(Ending.RECORDED, case, *notes)

    async def _finish_unrecorded(self, ending: Ending, notice: Notice) -> Outcome:
        notice = await self._tell_afterwards(notice)
        return self._outcome(ending, None, *((notice.failure,) if notice.failure else ()))

    async def _tell_afterwards(self, notice: Notice) -> Notice:
        return await self._tell() if self.kind.name in TOLD_AFTER else notice

    async def _tell(self) -> Notice:
        if self.silent:
            return Notice()
        return await tell(self.target, notice_of(self.kind, self.ctx.server, self.reason, self.expires_at))

    async def _drop(self, intent: Intent | None) -> None:
        if intent is None:
            return
        try:
            async with self.ctx.bot.database.unit_of_work():
                await self.ctx.bot.cases.drop(intent)
                if self.beside.dropped is not None:
                    await self.beside.dropped()
        except DatabaseUnavailableError as error:
            # Its timer asks Discord, which says the same.
            logger.warning("An intent that came to nothing is dropped later: {}", error)

    def _new(self) -> NewMeasure:
        return NewMeasure(
            self.ctx.server.id, self.kind.name, self.target.id, self.ctx.author.id, self.reason, self.expires_at
        )

    def _refused(self, why: str) -> Outcome:
        return self._outcome(Ending.REFUSED, None, why)

    def _outcome(self, ending: Ending, case: Case | None = None, *notes: str) -> Outcome:
        return Outcome(self.kind, ending, case, self.expires_at, notes)
