"""What came of a run: every promise, and where it was broken."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import time
from typing import Final

from astromorty.database.controllers.timer import SUBJECT
from astromorty.database.notifications import CHANNEL
from astromorty.database.questions import ask
from astromorty.services.cache_questions import CHECK, CHECK_WITHIN, read_check
from soak.checks.answers import unanswered
from soak.checks.experience import experience
from soak.checks.gateway import Gap, served_twice, too_early, unserved, wrongly_held
from soak.checks.last_write import ANYTHING, last_writes
from soak.checks.leaks import Rest
from soak.checks.logs import UNSAVED, note_unsaved, unexplained
from soak.checks.memory import grown, memory_line
from soak.checks.once import as_numbered, each_once, without_gaps
from soak.database import connection
from soak.facts import SETTLED, Facts, read_facts
from soak.ledger import Outcome
from soak.rest import after_the_load
from soak.scene import XP
from soak.stage import Stage, recovered
from soak.star_facts import wrong_stars
from soak.ticket_facts import read_tickets, wrong_tickets
from soak.windows import BUSY, busy_seconds

# What is due is done by then: timers are claimed again after 15 s, and tried again after 5, 15 and 60.
SETTLES_WITHIN: Final = 90.0
# Besides the pool: the outbox (5), notifications.
OTHER_CONNECTIONS: Final = 7
# What is stored before the first write; a setting has its default.
BEFORE: Final = {"setting": ANYTHING, "snippet": None, "afk": None, "role": False}
# What a process left undone another one looks after, two minutes later: no sooner than it may still be at it, nor while
# a process has it, which is for 15 s at a time.
UNDONE_AT_ONCE: Final = f"""
    WITH moved AS (
        UPDATE timer SET next_at = now() WHERE next_at > now() + interval '20 seconds' AND (kind = 'case_intent'
        OR kind IN ('ticket_opening', 'ticket_closing') AND next_at < now() + interval '110 seconds')
        RETURNING next_at
    )
    SELECT pg_notify('{CHANNEL}', '{SUBJECT} ' || extract(epoch FROM next_at)) FROM moved
"""


@dataclass
class Verdict:
    """What was looked at, and what was not as promised."""

    lines: list[str] = field(default_factory=list[str])
    violations: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def count(self) -> int:
        return sum(map(len, self.violations.values()))

    def add(self, promise: str, violations: list[str]) -> None:
        """Note a promise that was looked at."""
        self.violations.setdefault(promise, []).extend(violations)


@dataclass
class Watched:
    """What was looked at before the end.

    Attributes:
        pool: How many connections to Postgres a process may keep.
        before: What a process had before the load, at rest.
        gaps: When a shard was not connected.
    """

    pool: int
    before: Rest = field(default_factory=lambda: Rest(0, 0, 0))
    gaps: list[Gap] = field(default_factory=list[Gap])


async def judge(stage: Stage, watched: Watched, tell: Callable[[str], None]) -> Verdict:
    """Wait until nothing is under way, check everything, and end the bot."""
    verdict = Verdict()
    scene, fleet, url = stage.scene, stage.fleet, stage.url
    began = time()
    verdict.add("everything works again after each disturbance", stage.unrecovered)
    verdict.add("what is due is done", await _come_to_rest(stage))
    tell(f"at rest after {time() - began:.1f} s")
    held = wrongly_held(fleet.holders(), scene.shard_count)
    held += [*unserved(watched.gaps, scene.windows), *served_twice(scene.discord.gateway.doubles, scene.windows)]
    verdict.add("each server is served by one process", held)
    epoch = time() - scene.discord.clock.monotonic()
    early = too_early(scene.discord.gateway.identify_limit.records, scene.windows, epoch=epoch)
    verdict.add("sessions begin one after the other", early)
    verdict.add("the cache is what the database is", await _compare_caches(url, len(fleet.slots)))
    for slot in fleet.slots:
        verdict.add("what messages bring about is saved", note_unsaved(slot.name, slot.log_lines(), scene.windows))
    _check_facts(verdict, stage, await read_facts(url, scene))
    opened = Counter((each.guild, each.subject) for each in (await read_tickets(url, scene))[0])
    tickets = each_once("ticket", scene.ledger.of("ticket"), opened)
    verdict.add("each ticket is there once, and its transcript", [*tickets, *await wrong_tickets(url, scene)])
    verdict.add("the starboard shows what is true", await wrong_stars(scene))
    most = len(fleet.slots) * (watched.pool + OTHER_CONNECTIONS)
    verdict.add("no connection to Postgres is left over", await _connections(url, most))
    line, left = await after_the_load(fleet, stage.redis.port, watched.before)
    verdict.lines.append(line)
    verdict.add("no task, connection or file is left over", left)
    memory = {slot.name: slot.memory for slot in fleet.slots}
    spared = None if stage.spared is None else fleet.slots[stage.spared].name
    verdict.add("no process grows", grown(memory, spared=spared))
    verdict.lines.append(memory_line(memory))
    began = time()
    await fleet.end_all()
    tell(f"ended after {time() - began:.1f} s")
    verdict.add("each process ends in order", fleet.unclean)
    verdict.add("nothing is left in Postgres", await _connections(url, 0))
    for slot in fleet.slots:
        verdict.add("every error is explained", unexplained(slot.name, slot.log_lines(), scene.windows))
    return verdict


def _check_facts(verdict: Verdict, stage: Stage, facts: Facts) -> None:
    ledger, windows = stage.scene.ledger, stage.scene.windows
    defaults = {"setting": facts.settings, "snippet": facts.snippets, "afk": facts.absences, "role": facts.roles}
    for kind, stored in defaults.items():
        before = BEFORE[kind]
        verdict.add(f"each {kind} is what was last written", last_writes(kind, ledger.of(kind), stored, before))
    cases = ledger.of("case")
    verdict.add("each case is there once", each_once("case", cases, facts.cases))
    verdict.add("each case has its number", [*without_gaps(facts.numbers), *as_numbered(cases, facts.case_numbers)])
    verdict.add("each reminder comes once", each_once("reminder", ledger.of("reminder"), facts.reminders))
    verdict.add("each report comes once", each_once("report", ledger.of("report"), facts.reports))
    found = experience(ledger.messages, windows, facts.experience, xp=XP, end=time())
    verdict.add("each message counts once", found)
    twice = [f"level {place} was announced {count} times" for place, count in facts.announcements.items() if count > 1]
    verdict.add("each level is announced at most once", twice)
    verdict.add("every command is answered while nothing is broken", unanswered(ledger.acts, windows))
    outcomes = {each: sum(act.outcome is each for act in ledger.acts) for each in Outcome}
    told = ", ".join(f"{count} {outcome.value}" for outcome, count in outcomes.items())
    broken = sum(window.what not in (BUSY, UNSAVED) for window in windows.all)
    verdict.lines.append(f"{len(ledger.acts)} acts ({told}), {len(ledger.messages)} messages, {broken} disturbances")
    verdict.lines.append(f"the machine was too busy to hold the bot to its answers for {busy_seconds(windows):.0f} s")


async def _come_to_rest(stage: Stage) -> list[str]:
    """Wait until every reminder is delivered, every intent settled and no invalidation owed."""
    if not await recovered(stage):
        return ["not every server answers in the end"]
    left = 0
    try:
        async with asyncio.timeout(SETTLES_WITHIN), connection(stage.url) as database:
            while left := await database.fetchval(SETTLED):
                await database.execute(UNDONE_AT_ONCE)
                await asyncio.sleep(0.2)
    except TimeoutError:
        return [f"{left} timers, intents and invalidations are still open {SETTLES_WITHIN:.0f} s after the last act"]
    return []


async def _compare_caches(url: str, processes: int) -> list[str]:
    reports = [read_check(answer) for answer in await ask(url, CHECK, within=CHECK_WITHIN, enough=processes)]
    violations = [f"{report.process} holds {key} unlike the database" for report in reports for key in report.keys]
    violations += [f"{report.process} could not compare: {report.failure}" for report in reports if report.failure]
    if len(reports) != processes:
        violations.append(f"{len(reports)} of {processes} processes compared what they hold")
    return violations


async def _connections(url: str, most: int) -> list[str]:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    async with connection(url) as database:
        count = await database.fetchval(query)
    return [f"{count} connections, more than {most}"] if count > most else []
