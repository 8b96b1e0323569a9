"""A flood of gateway messages leaves everything else its turns."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from time import monotonic

import aiohttp
import pytest
from aiohttp import web

from astromorty.gateway.pace import AT_ONCE, PacedSocket, pace_gateway

MESSAGES = 40 * AT_ONCE


@asynccontextmanager
async def connected(
    kind: type[aiohttp.ClientWebSocketResponse], talk: Callable[[web.WebSocketResponse], Awaitable[None]]
) -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
    """Yield a connection to a server that talks so."""

    async def answer(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await talk(socket)
        return socket

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession(ws_response_class=kind) as session:
            yield await session.ws_connect(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    finally:
        await runner.cleanup()


async def most_read_between_turns(kind: type[aiohttp.ClientWebSocketResponse]) -> int:
    """Return how many of many waiting messages are read, at most, between two turns of another task."""

    async def flood(socket: web.WebSocketResponse) -> None:
        for number in range(MESSAGES):
            await socket.send_str(str(number))
        await socket.close()

    read = seen = most = 0

    async def have_turns() -> None:
        nonlocal seen, most
        while True:
            most = max(most, read - seen)
            seen = read
            await asyncio.sleep(0)

    async with connected(kind, flood) as socket:
        await asyncio.sleep(0.1)  # all are there
        other = asyncio.create_task(have_turns())
        while (message := await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            assert message.data == str(read)
            read += 1
        other.cancel()
        most = max(most, read - seen)
    assert read == MESSAGES
    return most


async def test_silence_ends_a_connection_and_what_is_said_in_time_does_not() -> None:
    is_over = asyncio.Event()

    async def talk_for_a_while(socket: web.WebSocketResponse) -> None:
        for number in range(6):
            await asyncio.sleep(0.1)
            await socket.send_str(str(number))
        await is_over.wait()

    async with connected(PacedSocket, talk_for_a_while) as socket:
        heard = [(await socket.receive(timeout=0.4)).data for _ in range(6)]
        assert heard == list("012345")
        began = monotonic()
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.4)
        assert 0.3 < monotonic() - began < 5
        is_over.set()


async def test_other_work_has_its_turn_within_a_flood_of_messages() -> None:
    assert await most_read_between_turns(PacedSocket) <= AT_ONCE
    assert await most_read_between_turns(aiohttp.ClientWebSocketResponse) > AT_ONCE, "or it is not needed"


def test_discord_py_connects_with_the_paced_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discord.http.DiscordClientWebSocketResponse", aiohttp.ClientWebSocketResponse)
    pace_gateway()
    assert vars(import_module("discord.http"))["DiscordClientWebSocketResponse"] is PacedSocket
