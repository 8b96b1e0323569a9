"""A flood of gateway messages leaves everything else its turns."""

import asyncio
from importlib import import_module

import aiohttp
import pytest
from aiohttp import web

from astromorty.gateway_pace import AT_ONCE, PacedSocket, pace_gateway

MESSAGES = 40 * AT_ONCE


async def most_read_between_turns(kind: type[aiohttp.ClientWebSocketResponse]) -> int:
    """Return how many of many waiting messages are read, at most, between two turns of another task."""

    async def flood(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for number in range(MESSAGES):
            await socket.send_str(str(number))
        await socket.close()
        return socket

    app = web.Application()
    app.router.add_get("/", flood)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    read = seen = most = 0

    async def have_turns() -> None:
        nonlocal seen, most
        while True:
            most = max(most, read - seen)
            seen = read
            await asyncio.sleep(0)

    try:
        async with aiohttp.ClientSession(ws_response_class=kind) as session:
            socket = await session.ws_connect(f"http://127.0.0.1:{runner.addresses[0][1]}/")
            await asyncio.sleep(0.1)  # all are there
            other = asyncio.create_task(have_turns())
            while (message := await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
                assert message.data == str(read)
                read += 1
            other.cancel()
            most = max(most, read - seen)
    finally:
        await runner.cleanup()
    assert read == MESSAGES
    return most


async def test_other_work_has_its_turn_within_a_flood_of_messages() -> None:
    assert await most_read_between_turns(PacedSocket) <= AT_ONCE
    assert await most_read_between_turns(aiohttp.ClientWebSocketResponse) > AT_ONCE, "or it is not needed"


def test_discord_py_connects_with_the_paced_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discord.http.DiscordClientWebSocketResponse", aiohttp.ClientWebSocketResponse)
    pace_gateway()
    assert vars(import_module("discord.http"))["DiscordClientWebSocketResponse"] is PacedSocket
