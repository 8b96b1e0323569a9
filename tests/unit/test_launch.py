"""A start that fails, or a connection that Discord ends for good, is one sentence and a remedy."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from astromorty import launch
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.errors import StartError
from astromorty.settings import Settings
from discord_sandbox.gateway.opcodes import CloseCode

FINAL = {
    CloseCode.AUTHENTICATION_FAILED: "refused the token.*BOT_TOKEN",
    CloseCode.INVALID_SHARD: "shard.*SHARDING__COUNT",
    CloseCode.SHARDING_REQUIRED: "too many servers.*SHARDING__COUNT",
    CloseCode.INVALID_API_VERSION: "newer version",
    CloseCode.INVALID_INTENTS: "newer version",
    CloseCode.DISALLOWED_INTENTS: "privileged intents.*Developer Portal",
    4999: "code 4999",
}


def ending_with(error: Exception) -> discord.Client:
    async def connect() -> None:
        raise error

    return cast("discord.Client", SimpleNamespace(connect=connect))


@pytest.mark.parametrize(("code", "said"), FINAL.items(), ids=str)
async def test_a_gateway_that_refuses_is_named_with_its_remedy(code: int, said: str) -> None:
    socket: Any = None
    error = discord.ConnectionClosed(socket, shard_id=0, code=code)
    with pytest.raises(StartError, match=f"gateway: .*{said}"):
        await launch._connect(ending_with(error))  # pyright: ignore[reportPrivateUsage] - a step of the start


async def test_intents_that_discord_took_away_are_named_with_their_remedy() -> None:
    with pytest.raises(StartError, match=r"privileged intents.*Developer Portal"):
        await launch._connect(ending_with(discord.PrivilegedIntentsRequired(0)))  # pyright: ignore[reportPrivateUsage] - as above


async def test_a_login_that_takes_for_ever_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "LOGIN_TIMEOUT", 0.01)
    with pytest.raises(StartError, match="did not answer as Discord does: no answer in time"):
        async with launch._logging_in(Settings()):  # pyright: ignore[reportPrivateUsage] - as above
            await asyncio.sleep(5)


async def test_a_database_that_goes_away_during_the_login_is_not_discords_fault() -> None:
    with pytest.raises(StartError, match="database: it is away"):
        async with launch._logging_in(Settings()):  # pyright: ignore[reportPrivateUsage] - as above
            raise DatabaseUnavailableError("it is away")
