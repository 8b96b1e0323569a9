"""All measurements of bots: each on a local Discord of its own, and in turn with the others."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Final

from benchmarks.figures import Report, Row, Section
from benchmarks.messages import aims, takes
from benchmarks.messages.aims import BARE, OURS
from benchmarks.messages.fleet import Fleet, fleet
from benchmarks.messages.samples import in_turn, rows_of


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: numbers of servers, of processes, and of what happens in one turn."""

    servers: tuple[int, ...]
    processes: tuple[int, ...]
    rounds: int
    starts: int
    messages: int
    steady: int
    commands: int
    flood: int


FULL: Final = Effort((100, 2_500), (2, 4), 5, 3, 10_000, 1_000, 500, 100)
QUICK: Final = Effort((20,), (2,), 1, 1, 500, 50, 20, 5)
# Messages a second.
PACE: Final = 100


async def run(*, quick: bool) -> Report:
    """Measure everything; `quick` takes few samples and servers."""
    effort = QUICK if quick else FULL
    starts: list[Section] = []
    traffic: list[Section] = []
    commands: list[Section] = []
    memory: list[Section] = []
    for servers in effort.servers:
        async with AsyncExitStack() as stack:
            # Only these two: bots at rest take something of the processors' caches, too.
            pair = [
                await stack.enter_async_context(fleet(BARE, servers=servers, is_bare=True)),
                await stack.enter_async_context(fleet(OURS, servers=servers)),
            ]
            starts += await measure_start(pair, servers, effort)
            traffic += await measure_messages(pair, servers, effort)
            if servers == effort.servers[0]:
                commands += await measure_commands(pair, effort)
            memory.append(Section(f"Memory after all that, {servers:,} servers", memory_of(pair)))
    beside = [await measure_several(BARE, count, effort) for count in effort.processes]
    together = [await measure_several(OURS, count, effort) for count in effort.processes]
    sections = (*starts, *traffic, *commands, *memory, *beside, *together)
    return Report(sections, judge(starts, traffic, commands, together))


async def measure_start(pair: Sequence[Fleet], servers: int, effort: Effort) -> list[Section]:
    """Start both several times, and leave them running."""
    samples = await in_turn(pair, takes.start, rounds=effort.starts)
    return [
        Section(f"Ready after a start, {servers:,} servers", rows_of(samples[takes.READY])),
        Section(f"Processor seconds of a start, {servers:,} servers", rows_of(samples[takes.CPU])),
        Section(f"Memory after a start, {servers:,} servers", rows_of(samples[takes.MEMORY], "MB")),
    ]


async def measure_messages(pair: Sequence[Fleet], servers: int, effort: Effort) -> list[Section]:
    """Send plain messages in three ways; the first message of a server, which loads what is known of it, is before."""
    await in_turn(pair, partial(takes.burst, count=2 * servers, fresh=True), rounds=1)
    ways = (
        ("10,000 messages at once", partial(takes.burst, count=effort.messages, fresh=True), effort.rounds),
        ("10,000 inside the cooldown", partial(takes.burst, count=effort.messages, fresh=False), effort.rounds),
        (f"10,000 at {PACE} a second", partial(takes.steady, count=effort.steady, rate=PACE), (effort.rounds + 1) // 2),
    )
    sections: list[Section] = []
    for title, take, rounds in ways:
        samples = await in_turn(pair, take, rounds=rounds)
        stores = [
            Row(f"ours: {store}'s own", rows_of({OURS: samples[name][OURS]})[0].figure)
            for store, name in (("Postgres", takes.POSTGRES), ("Redis", takes.REDIS))
        ]
        sections.append(Section(f"{title}, {servers:,} servers", (*rows_of(samples[takes.CPU]), *stores)))
    return sections


async def measure_commands(pair: Sequence[Fleet], effort: Effort) -> list[Section]:
    """Run commands of both forms, alone and in a flood of messages."""
    sections: list[Section] = []
    for form in (takes.PREFIX, takes.SLASH):
        alone = await in_turn(pair, partial(takes.commands, form=form, count=effort.commands), rounds=effort.rounds)
        behind = await in_turn(pair, partial(takes.flood, form=form, count=effort.flood), rounds=effort.rounds)
        sections.append(Section(f"1,000 {form} commands", rows_of(alone[takes.CPU])))
        titled = ((f"A {form} command", alone), (f"A {form} command behind {takes.BEHIND} messages", behind))
        sections += [
            Section(f"{title}: {share} within", rows_of(samples[share]))
            for title, samples in titled
            for share in (takes.TYPICAL, takes.SLOWEST)
        ]
    return sections


def memory_of(pair: Sequence[Fleet]) -> tuple[Row, ...]:
    """Return what each bot holds now."""
    return rows_of({each.name: [each.memory()] for each in pair}, "MB")


async def measure_several(name: str, count: int, effort: Effort) -> Section:
    """Send the same messages to a bot of one process and one of several; their processors' time is added up.

    What it costs to divide the work, whatever a process does with it, is what it costs the bare bot.
    """
    async with AsyncExitStack() as stack:
        pair: list[Fleet] = []
        for processes, title in ((1, "1 process"), (count, f"{count} processes")):
            built = fleet(title, servers=effort.servers[0], processes=processes, is_bare=name == BARE)
            pair.append(await stack.enter_async_context(built))
            await pair[-1].start()
        take = partial(takes.burst, count=effort.messages, fresh=True)
        await in_turn(pair, take, rounds=1)
        # Twice as often: what is looked for is smaller than in other sections, and the machine's mood counts as much.
        samples = await in_turn(pair, take, rounds=2 * effort.rounds + 1)
    return Section(f"10,000 messages at once, by {count} processes: {name}", rows_of(samples[takes.CPU]))


def judge(
    starts: Sequence[Section], traffic: Sequence[Section], commands: Sequence[Section], together: Sequence[Section]
) -> tuple[aims.Aim, ...]:
    """Say which aims are met."""
    slowest = [each for each in commands if "behind" in each.title and takes.SLOWEST in each.title]
    own = [each for each in commands if each.title.startswith("1,000")]
    memory = [each for each in starts if each.title.startswith("Memory")]
    growth = (aims.of_growth(memory[0], memory[-1]),) if len(memory) > 1 else ()
    return (
        aims.beside_bare(traffic[0], "Messages take", aims.MOST_OF_MESSAGES),
        *(
            aims.beside_bare(each, f"{each.title.removeprefix('1,000 ').capitalize()} take", aims.MOST_OF_COMMANDS)
            for each in own
        ),
        *(aims.beside_bare(each, f"{each.title} is", aims.MOST_OF_SLOWEST) for each in slowest),
        aims.beside_bare(starts[0], "Ready is", aims.MOST_READY),
        aims.beside_bare(memory[0], "Memory is", aims.MOST_MEMORY),
        *growth,
        *map(aims.of_several, together),
    )
