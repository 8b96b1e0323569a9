"""What is measured of a bot in one turn; processor seconds are for 10,000 messages and for 1,000 commands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from benchmarks.messages.discord_process import DiscordProcess
from benchmarks.messages.fleet import Fleet, Spent
from benchmarks.messages.samples import percentile

MESSAGES, COMMANDS = 10_000, 1_000
CPU, POSTGRES, REDIS, READY, MEMORY = "cpu", "postgres", "redis", "ready", "memory"
PREFIX, SLASH = "prefix", "slash"
TYPICAL, SLOWEST = "50 %", "99 %"
# Messages that stand before each command of a flood.
BEHIND: Final = 100


async def start(fleet: Fleet) -> Mapping[str, float]:
    """Start a bot anew."""
    await fleet.stop()
    await fleet.start()
    ready = max(bot.ready_after for bot in fleet.bots)
    return {READY: ready, CPU: fleet.cpu(), MEMORY: fleet.memory()}


async def burst(fleet: Fleet, *, count: int, fresh: bool) -> Mapping[str, float]:
    """Send messages all at once; each member's first has no cooldown if they are `fresh`."""

    async def ask(discord: DiscordProcess) -> float:
        return await discord.ask("burst")

    await fleet.discord.ask("write", count=count, fresh=fresh)
    return _for(MESSAGES / count, await fleet.measure(ask))


async def steady(fleet: Fleet, *, count: int, rate: float) -> Mapping[str, float]:
    """Send messages at an even pace."""

    async def ask(discord: DiscordProcess) -> float:
        return await discord.ask("steady", count=count, rate=rate)

    return _for(MESSAGES / count, await fleet.measure(ask))


async def commands(fleet: Fleet, *, form: str, count: int) -> Mapping[str, float]:
    """Run commands one after the other."""
    spent = await fleet.measure(partial(_commands, do="commands", form=form, count=count, path=fleet.slash_path))
    return {**_for(COMMANDS / count, spent), **_latencies(spent.answer)}


async def flood(fleet: Fleet, *, form: str, count: int) -> Mapping[str, float]:
    """Run commands, each right behind 100 messages."""
    path = fleet.slash_path
    spent = await fleet.measure(partial(_commands, do="flood", form=form, count=count, path=path, behind=BEHIND))
    return _latencies(spent.answer)


async def _commands(discord: DiscordProcess, do: str, **arguments: object) -> list[float]:
    return await discord.ask(do, **arguments)


def _latencies(taken: list[float]) -> Mapping[str, float]:
    return {TYPICAL: percentile(taken, 0.5), SLOWEST: percentile(taken, 0.99)}


def _for(times: float, spent: Spent) -> Mapping[str, float]:
    return {CPU: spent.bot * times, POSTGRES: spent.postgres * times, REDIS: spent.redis * times}
