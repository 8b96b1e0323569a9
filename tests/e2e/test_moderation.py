"""Moderation over the wire: a slow Discord, and a process that is killed in the middle."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sqlalchemy import text

from astromorty.database.engine import create_engine
from astromorty.services.cases.timers import INTENT
from discord_sandbox.client import SandboxClient
from discord_sandbox.limits.faults import FaultKind
from discord_sandbox.server import Sandbox
from discord_sandbox.state.guild import Guild
from e2e.conftest import StartBot
from fixtures.members import eventually
from fixtures.postgres import execute

# How long Discord takes for each measure: enough to begin all of them and to kill the process.
HELD_SECONDS = 4


@dataclass(frozen=True)
class Command:
    """A moderation command, what follows the member, and the request by which Discord carries it out."""

    name: str
    words: str
    route: str


# discord.py sends one request of a kind at a time to a server as long as it does not know its rate limit.
COMMANDS = (
    (
        Command("ban", "spam", "PUT /guilds/*/bans/{}"),
        Command("unban", "sorry", "DELETE /guilds/*/bans/{}"),
        Command("kick", "spam", "DELETE /guilds/*/members/{}"),
        Command("timeout", "3d spam", "PATCH /guilds/*/members/{}"),
    ),
    (
        Command("tempban", "3d spam", "PUT /guilds/*/bans/{}"),
        Command("untimeout", "sorry", "PATCH /guilds/*/members/{}"),
    ),
)


@dataclass(frozen=True)
class Use:
    """A command that the owner of a server is about to use against somebody there."""

    command: Command
    guild: Guild
    target: int

    def is_done(self) -> bool:
        """Say whether Discord has carried it out."""
        match self.command.name:
            case "ban" | "tempban":
                return self.target in self.guild.bans
            case "unban":
                return self.target not in self.guild.bans
            case "kick":
                return self.target not in self.guild.members
            case _:
                is_timed_out = self.guild.members[self.target].timeout_until is not None
                return is_timed_out == (self.command.name == "timeout")


async def prepare(discord: Sandbox, client: SandboxClient, name: str) -> list[Use]:
    """Make servers, with somebody for each command who is already banned or timed out where it needs that."""
    uses: list[Use] = []
    for number, commands in enumerate(COMMANDS):
        guild = discord.world.guilds[await client.add_guild(f"{name}-{number}")]
        for command in commands:
            target = f"{name}-{command.name}"
            await client.add_member(guild.id, target)
            if command.name == "unban":
                await client.user("owner").ban(guild.id, target)
            if command.name == "untimeout":
                await client.user("owner").time_out(guild.id, target, 3_600)
            user_id = next(user.id for user in discord.world.users.values() if user.username == target)
            uses.append(Use(command, guild, user_id))
    return uses


async def test_a_discord_that_is_slow_by_five_seconds_is_waited_for_and_progress_shown_meanwhile(
    discord: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot()
    uses = await prepare(discord, client, "slow")
    for use in uses:
        await client.add_fault("latency", use.command.route.format(use.target), times=1, seconds=5)

    async def answer(use: Use) -> None:
        began = monotonic()
        options = {"members": str(use.target), **({"duration": "3d"} if use.command.words.startswith("3d") else {})}
        first = await client.user("owner").slash(f"{use.guild.name}/general", use.command.name, options)
        assert monotonic() - began < 3, use
        assert "⏳" in first.text, use
        assert first.message is not None
        answer = await client.wait_for_edit(first.message, lambda edited: "· case" in edited.text, timeout=15)
        assert "✅" in answer.text, use

    await asyncio.gather(*map(answer, uses))
    assert all(use.is_done() for use in uses)


async def test_what_a_killed_process_was_about_to_do_is_recorded_if_discord_did_it_and_else_forgotten(
    discord: Sandbox, client: SandboxClient, database_url: str, start_bot: StartBot
) -> None:
    bot = await start_bot()
    reached, lost = await prepare(discord, client, "reached"), await prepare(discord, client, "lost")
    owner = client.user("owner")
    logged = reached[0].guild.name
    log = next(channel.id for channel in reached[0].guild.channels.values() if channel.name == "mod-log")
    set_up = await owner.slash(f"{logged}/general", "config set", setting="log_moderation", value=f"<#{log}>")
    assert f"<#{log}>" in set_up.text
    for use in (*reached, *lost):
        await client.add_fault("latency", use.command.route.format(use.target), seconds=HELD_SECONDS)
    for use in lost:
        await client.add_fault("server_error", use.command.route.format(use.target))
    for use in (*reached, *lost):
        await owner.send(f"{use.guild.name}/general", f"${use.command.name} {use.target} {use.command.words}")

    async def all_held() -> bool:
        latencies = [fault for fault in discord.faults.faults.values() if fault.kind is FaultKind.LATENCY]
        return all(fault.met for fault in latencies)

    await eventually(all_held, within=HELD_SECONDS)
    assert await column(database_url, "SELECT count(*) FROM case_intent") == [len(reached) + len(lost)]
    await bot.kill()
    assert not any(use.is_done() for use in reached), "it was killed too late"
    await asyncio.sleep(HELD_SECONDS)  # Discord carries out what reached it
    assert [use.is_done() for use in (*reached, *lost)] == [True] * len(reached) + [False] * len(lost)
    await client.clear_faults()

    await execute(database_url, f"UPDATE timer SET next_at = now() WHERE kind = '{INTENT}'")
    await start_bot()

    async def all_known() -> bool:
        return await column(database_url, "SELECT count(*) FROM case_intent") == [0]

    await eventually(all_known, within=20)
    cases = await column(database_url, "SELECT kind || ' ' || member_id FROM moderation_case")
    assert sorted(cases) == sorted(f"{use.command.name} {use.target}" for use in reached)
    assert sorted(await column(database_url, "SELECT number FROM moderation_case")) == [1, 1, 2, 2, 3, 4]
    running = "SELECT kind FROM moderation_case WHERE expires_at IS NOT NULL AND closed_at IS NULL"
    assert sorted(await column(database_url, running)) == ["tempban", "timeout"]
    assert await column(database_url, "SELECT count(*) FROM timer WHERE kind = 'case_end'") == [2]
    assert not any(use.is_done() for use in lost)

    async def all_logged() -> bool:
        return len([entry for entry in await owner.view(log) if "· case" in entry.text]) == 4

    await eventually(all_logged, within=10)


async def column(url: str, query: str) -> list[Any]:
    """Return the first column of what a query finds."""
    engine = create_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            return list((await connection.execute(text(query))).scalars())
    finally:
        await engine.dispose()
