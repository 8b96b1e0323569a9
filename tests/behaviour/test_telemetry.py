"""What an operator sees of commands: figures, log lines and Sentry's reports, all joined by one ID."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
import sentry_sdk
from discord.ext import commands
from sentry_sdk.integrations.sqlalchemy import SqlalchemyIntegration
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.context import Context
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.log.configuration import LogCounts
from astromorty.log.error_reports import configure_error_reports
from astromorty.settings import Settings
from astromorty.telemetry.service import Telemetry
from behaviour.dashboard import control, open_page
from behaviour.world import Server, shown
from fixtures.members import LEASE, member
from fixtures.redis import RedisProcess
from fixtures.sentry import KEY, SentryReceiver

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
PASSWORD = "hunter22hunter22"
TRACE = re.compile("'trace': '([0-9a-f]{16})'")


@pytest.fixture
def failing(bot: Astromorty) -> None:
    async def fail(ctx: Context) -> None:
        """Fail with what no report may hold."""
        planted = f"{TOKEN} postgresql://me:{PASSWORD}@host"
        raise RuntimeError(planted)

    bot.add_command(cast("Any", commands.hybrid_command()(fail)))


@pytest.fixture
async def database(database_url: str, valkey: RedisProcess) -> AsyncIterator[Database]:
    """As the bot's process has it when it shares its cache."""
    async with member(valkey.url, database_url) as here:
        # A write would wait for processes that a young registry may not know, and the world's clock stands meanwhile.
        await asyncio.sleep(LEASE)
        yield here.database


@pytest.mark.usefixtures("failing")
async def test_commands_are_counted_by_what_they_came_to_and_failures_say_where(
    env: Env, server: Server, bot: Astromorty, logged: list[str]
) -> None:
    del env
    telemetry = Telemetry(LogCounts())
    telemetry.watch(bot, shared=True)

    def value(name: str, **labels: str) -> float:
        return telemetry.registry.get_sample_value(f"astromorty_{name}", labels) or 0

    for command in ("prefix set", "report", "component"):
        failures = {"command": command, "outcome": "failed"}
        assert telemetry.registry.get_sample_value("astromorty_commands_total", failures) == 0, "told before the first"
    await server.says(server.member, "just talking")
    assert (value("messages_total"), sum(bot.command_runs.outcomes.values())) == (1, 0)
    await server.says(server.manager, "$prefix set !!")
    await server.says(server.member, "!!prefix")
    await server.manager.slash(server.channel, "prefix set", prefix="$")
    assert value("commands_total", command="prefix set", outcome="done") == 2
    assert value("commands_total", command="prefix", outcome="done") == 1
    await server.says(server.member, "$prefix set ?")
    await server.member.slash(server.channel, "prefix set", prefix="?")
    await server.says(server.manager, "$prefix sett ?")
    assert value("commands_total", command="prefix set", outcome="refused") == 2
    assert value("commands_total", command="prefix", outcome="refused") == 1
    await server.says(server.member, "$fail")
    await server.member.slash(server.channel, "fail")
    assert value("commands_total", command="fail", outcome="failed") == 2
    for form, count in (("message", 5), ("interaction", 3)):
        assert value("command_duration_seconds_count", form=form) == count
        assert value("command_duration_seconds_sum", form=form) > 0
    assert value("command_seconds_total", command="prefix set") > 0
    traces = [TRACE.findall(line) for line in logged if "fail failed" in line]
    assert len({trace for (trace,) in traces}) == 2, "each run has its own"

    async def broken(*_event: object) -> None:
        raise RuntimeError("broken")

    bot.add_listener(broken, "on_typing")
    bot.messages.plain.append(broken)
    await server.member.typing(server.channel)
    await server.says(server.member, "just talking")
    (heard,) = [line for line in logged if "The listener on_typing failed" in line]
    (received,) = [line for line in logged if "A message could not be dealt with" in line]
    assert all(f"'guild': {server.guild.id}" in line and TRACE.search(line) for line in (heard, received))

    async def away(_event: object) -> None:
        raise DatabaseUnavailableError("the database does not answer")

    logged.clear()
    bot.remove_listener(broken, "on_typing")
    bot.add_listener(away, "on_typing")
    bot.messages.plain[-1] = away
    for _ in range(2):
        bot.dispatch("typing", None)
        await server.says(server.member, "still talking")
    assert len([line for line in logged if "is not saved for now" in line]) == 1, "not for each event"
    assert not any("on_typing" in line or "could not be dealt with" in line for line in logged)


async def test_presses_and_forms_are_counted_by_what_they_came_to(server: Server, bot: Astromorty) -> None:
    def counted() -> tuple[int, int, float]:
        outcomes, presses = bot.command_runs.outcomes, bot.command_runs.durations["press"]
        return outcomes["component", "done"], outcomes["component", "refused"], presses.cumulated()[-1][1]

    dashboard = await open_page(server, "general")
    assert counted() == (1, 0, 1)
    form = await server.manager.click(dashboard, custom_id=control(dashboard, "edit:prefix"))
    assert form.modal is not None
    assert counted() == (2, 0, 2)
    await server.manager.submit_modal(form, {"value": "a b"})
    assert counted() == (2, 1, 3)
    await server.member.select(dashboard, ["afk"], custom_id=control(dashboard, "page"))
    assert counted() == (2, 2, 4)


async def test_areas_that_were_unloaded_have_no_figures_any_more(server: Server, bot: Astromorty) -> None:
    del server
    assert bot.lanes
    for name in tuple(bot.cogs):
        await bot.remove_cog(name)
    assert bot.lanes == {}


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("rate", [0.0, 1.0])
async def test_sentry_gets_one_event_for_an_error_and_what_a_traced_command_asked(
    rate: float, env: Env, server: Server, bot: Astromorty, sentry: SentryReceiver, logged: list[str]
) -> None:
    del env
    settings = {
        "bot_token": TOKEN,
        "database_url": f"postgresql://me:{PASSWORD}@host/db",
        "external_services": {"sentry_dsn": sentry.dsn},
        "sentry": {"traces_sample_rate": rate, "environment": "trial"},
    }
    configure_error_reports(Settings.model_validate(settings))
    await server.manager.slash(server.channel, "prefix set", prefix="!!")
    await bot.cache.clear()
    answers = [await server.says(server.member, "!!fail"), shown(await server.member.slash(server.channel, "fail"))]

    events = sentry.received("event")
    told = [cast("dict[str, str]", event["tags"]) for event in events]
    assert [f"`{tags['error_id']}`" in answer for tags, answer in zip(told, answers, strict=True)] == [True, True]
    assert [tags["trace"] for tags in told] == [TRACE.findall(line)[0] for line in logged if "fail failed" in line]
    assert {(tags["command"], tags["guild"]) for tags in told} == {("fail", str(server.guild.id))}
    assert {(event["release"].partition("@")[0], event["environment"]) for event in events} == {("astromorty", "trial")}
    assert not [secret for secret in (TOKEN, PASSWORD) if any(secret.encode() in body for body in sentry.bodies)]
    assert all(KEY.encode() not in body.partition(b"\n")[2] for body in sentry.bodies), "Sentry's own address apart"

    transactions = sentry.received("transaction")
    if not rate:
        assert transactions == []
        assert sentry_sdk.get_client().get_integration(SqlalchemyIntegration) is None, "it would see every query"
        return
    assert [each["transaction"] for each in transactions] == ["prefix set", "fail", "fail"]
    assert [each["tags"]["trace"] for each in transactions[1:]] == [tags["trace"] for tags in told]
    operations = [{span["op"] for span in each["spans"]} for each in transactions]
    assert {"db", "cache.remove"} <= operations[0], "it writes to both"
    assert {"db", "cache.get"} <= operations[1], "the server's prefix and rules were forgotten"
    queries = [span["description"] for each in transactions for span in each["spans"] if span["op"] == "db"]
    assert any("guild_config" in query for query in queries)
