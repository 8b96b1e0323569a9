"""`astromorty sandbox` as a newcomer runs it: what it prints, what it ignores, and what is left of it afterwards."""

import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.running_sandbox import RunningSandbox, left_of


@pytest.fixture
def sandboxes(tmp_path: Path) -> Iterator[list[RunningSandbox]]:
    started: list[RunningSandbox] = []
    yield started
    for sandbox in started:
        sandbox.process.terminate()
        sandbox.process.communicate(timeout=20)


def is_served(url: str) -> bool:
    with urllib.request.urlopen(f"{url}/", timeout=5) as answer:
        return answer.status == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_sandbox_serves_until_told_to_stop_and_leaves_no_process(
    tmp_path: Path, sandboxes: list[RunningSandbox], number: signal.Signals
):
    sandbox = RunningSandbox(tmp_path, "--data-dir", str(tmp_path / "data"))
    sandboxes.append(sandbox)
    assert is_served(sandbox.url_when_ready())
    family = sandbox.family()
    assert len(family) >= 3, "sandbox, Postgres and bot"
    sandbox.process.send_signal(number)
    assert sandbox.process.wait(15) == 0
    assert left_of(family) == []


def test_a_killed_sandbox_leaves_no_process_and_the_next_one_starts(tmp_path: Path, sandboxes: list[RunningSandbox]):
    for _ in range(2):
        sandbox = RunningSandbox(tmp_path, "--data-dir", str(tmp_path / "data"))
        sandboxes.append(sandbox)
        sandbox.url_when_ready()
        family = sandbox.family()
        sandbox.process.kill()
        assert left_of(family) == []


def test_a_bot_that_ends_early_is_reported_and_everything_stops(tmp_path: Path, sandboxes: list[RunningSandbox]):
    sandbox = RunningSandbox(tmp_path, "--data-dir", str(tmp_path / "data"))
    sandboxes.append(sandbox)
    sandbox.url_when_ready()
    family = sandbox.family()
    sandbox.bot().kill()
    assert sandbox.process.wait(15) == 1
    assert left_of(family) == []
    assert sandbox.errors.read_text().splitlines()[-1].startswith("The bot ended by signal SIGKILL; ")


def test_env_file_and_environment_of_the_operator_are_ignored(tmp_path: Path, sandboxes: list[RunningSandbox]):
    (tmp_path / ".env").write_text("BOT_TOKEN=a.real.token\nLOG_LEVEL=wrong\n", "utf-8")
    sandbox = RunningSandbox(
        tmp_path,
        "--data-dir",
        str(tmp_path / "data"),
        BOT_TOKEN="a.real.token",
        DATABASE_URL="postgresql://production.example/db",
        EXTERNAL_SERVICES__REDIS_URL="redis://production.example",
        DISCORD_API_URL="https://discord.example/api/v10",
        BOT_TYPO="x",
    )
    sandboxes.append(sandbox)
    assert is_served(sandbox.url_when_ready())
    environment = sandbox.bot().environ()
    assert environment["BOT_TOKEN"] == "sandbox-token"
    assert "production" not in environment["DATABASE_URL"]
    assert environment["SHARDING__COUNT"] == "1", "not what the database remembers of an earlier sandbox"
    assert "EXTERNAL_SERVICES__REDIS_URL" not in environment
    assert "BOT_TYPO" not in environment


def test_without_bot_the_settings_for_another_one_are_printed(tmp_path: Path, sandboxes: list[RunningSandbox]):
    sandbox = RunningSandbox(tmp_path, "--no-bot")
    sandboxes.append(sandbox)
    url = sandbox.url_when_ready()
    assert sandbox.printed[:2] == ["BOT_TOKEN=sandbox-token\n", f"DISCORD_API_URL={url}/api/v10\n"]
    assert is_served(url)
    assert len(sandbox.family()) == 1
    sandbox.process.send_signal(signal.SIGINT)
    assert sandbox.process.wait(10) == 0


def test_a_taken_port_is_reported_with_a_way_out(tmp_path: Path, sandboxes: list[RunningSandbox]):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        sandbox = RunningSandbox(tmp_path, "--no-bot", "--port", str(taken.getsockname()[1]))
        sandboxes.append(sandbox)
        assert sandbox.process.wait(15) == 1
    assert "--port 0 takes a free port" in sandbox.errors.read_text()
    assert "Traceback" not in sandbox.errors.read_text()
