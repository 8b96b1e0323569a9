"""A start does not wait without end until the slash commands are registered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from loguru import logger

from astromorty.commands import sync
from astromorty.commands.sync import StartSync


@pytest.fixture
def log() -> Iterator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), format="{level} {message}")
    yield lines
    logger.remove(sink)


class Registering:
    """Registers when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.goes_on = asyncio.Event()
        self.error: Exception | None = None
        monkeypatch.setattr(sync, "START_PATIENCE", 0.01)
        monkeypatch.setattr(sync, "sync_commands", self.sync)
        bot: Any = None
        self.start = StartSync(bot)

    async def sync(self, _bot: object) -> int:
        await self.goes_on.wait()
        if self.error is not None:
            raise self.error
        return 1


async def test_a_start_goes_on_without_the_registration_that_takes_long(
    monkeypatch: pytest.MonkeyPatch, log: list[str]
) -> None:
    registering = Registering(monkeypatch)
    async with asyncio.timeout(2):
        await registering.start.begin()
        await registering.start.close()
    assert ["takes long" in line for line in log] == [True]


async def test_what_fails_after_the_start_is_reported(monkeypatch: pytest.MonkeyPatch, log: list[str]) -> None:
    registering = Registering(monkeypatch)
    await registering.start.begin()
    registering.error = ConnectionError("gone")
    registering.goes_on.set()
    await asyncio.sleep(0.01)
    assert log[1].startswith("ERROR The slash commands are not registered")
    await registering.start.close()


async def test_what_fails_at_once_fails_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    registering = Registering(monkeypatch)
    registering.error = ConnectionError("gone")
    registering.goes_on.set()
    with pytest.raises(ConnectionError):
        await registering.start.begin()
