"""Dropped connections: what was missed comes after a resume."""

import asyncio
import zlib

import pytest
from discord import utils
from tests.sandbox.bare_bot import StartBot, eventually

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox


async def test_message_sent_while_the_bot_is_away_is_replayed_on_resume(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    assert await client.drop_gateway() == 1
    await eventually(lambda: not sandbox.gateway.connected)
    await client.user("owner").send("general", "while you were away")
    await bot.hears(lambda message: message.content == "while you were away")
    await bot.has_resumed()
    assert len(sandbox.gateway.identify_limit.records) == 1


async def test_reconnect_request_is_followed_by_a_resume(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    await client.drop_gateway(how="reconnect")
    await bot.has_resumed()
    await client.user("owner").send("general", "still there?")
    await bot.hears(lambda message: message.content == "still there?")
    assert len(sandbox.gateway.identify_limit.records) == 1


async def test_invalidated_session_identifies_anew(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    before = await client.bot()
    await client.drop_gateway(how="invalidate")
    await eventually(lambda: len(sandbox.gateway.identify_limit.records) == 2)
    after = await client.wait_for_bot()
    assert after.shards[0].session_id != before.shards[0].session_id
    assert bot.resumed == 0


async def test_a_stalled_connection_is_silent_until_the_bot_leaves_it(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    await client.drop_gateway(how="stall")
    await client.user("owner").send("general", "do you hear me?")
    await bot.ws.send_heartbeat({"op": 1, "d": None})
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.hears(lambda message: message.content == "do you hear me?"), 0.3)
    assert sandbox.gateway.connected
    await bot.ws.close(4000)
    await bot.has_resumed()
    await bot.hears(lambda message: message.content == "do you hear me?")
    assert sandbox.gateway.doubles == []


async def test_a_second_session_of_a_shard_is_noted(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot()
    assert sandbox.gateway.doubles == []
    await start_bot()
    assert [each.shard_id for each in sandbox.gateway.doubles] == [0]


class ZlibContext:
    """What discord.py reads the gateway with where zstandard is not installed."""

    COMPRESSION_TYPE = "zlib-stream"

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()

    def decompress(self, data: bytes) -> str | None:
        assert data.endswith(b"\x00\x00\xff\xff")
        return self._stream.decompress(data).decode()


async def test_bot_without_zstandard_is_served_zlib(
    client: SandboxClient, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utils, "_ActiveDecompressionContext", ZlibContext)
    bot = await start_bot()
    await client.user("owner").send("general", "inflate me")
    await bot.hears(lambda message: message.content == "inflate me")
