"""A user's stream: what a page in the browser shows."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox


class Stream:
    """Reads server-sent events; comments are skipped."""

    def __init__(self, content: aiohttp.StreamReader) -> None:
        self._content = content

    async def next(self) -> tuple[int, str, Any]:
        while True:
            async with asyncio.timeout(5):
                block = (await self._content.readuntil(b"\n\n")).decode()
            fields = dict(line.split(": ", 1) for line in block.strip().splitlines())
            if "id" in fields:
                return int(fields["id"]), fields["event"], json.loads(fields["data"])


@asynccontextmanager
async def stream_of(sandbox: Sandbox, user: str, **headers: str) -> AsyncGenerator[Stream]:
    url = f"{sandbox.url}/sandbox/users/{user}/stream"
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as response:
        assert response.content_type == "text/event-stream"
        await response.content.readuntil(b"\n\n")
        yield Stream(response.content)


async def test_user_sees_only_what_they_may(sandbox: Sandbox, client: SandboxClient) -> None:
    async with stream_of(sandbox, "member") as stream:
        await client.user("moderator").send("mod-log", "hidden")
        await client.user("owner").dm("between us")
        await client.user("owner").send("general", "hello all")
        _, name, data = await stream.next()
    assert (name, data["content"]) == ("MESSAGE_CREATE", "hello all")


async def test_stream_goes_on_where_it_broke_off(sandbox: Sandbox, client: SandboxClient) -> None:
    owner = client.user("owner")
    async with stream_of(sandbox, "member") as stream:
        await owner.send("general", "one")
        number, _, _ = await stream.next()
    await owner.send("general", "two")
    async with stream_of(sandbox, "member", **{"Last-Event-ID": str(number)}) as stream:
        _, _, data = await stream.next()
    assert data["content"] == "two"


async def test_stream_after_a_restart_begins_with_what_happens_next(sandbox: Sandbox, client: SandboxClient) -> None:
    async with stream_of(sandbox, "member", **{"Last-Event-ID": "999999"}) as stream:
        await client.user("owner").send("general", "anew")
        _, _, data = await stream.next()
    assert data["content"] == "anew"


async def test_closing_the_page_is_no_error(
    sandbox: Sandbox, client: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    async with stream_of(sandbox, "member"):
        pass
    for _ in range(3):
        await client.user("owner").send("general", "nobody listens")
        await asyncio.sleep(0.05)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_stopping_ends_open_streams_and_leaves_no_task(client: SandboxClient) -> None:
    before = asyncio.all_tasks()
    sandbox = await Sandbox.start()
    async with stream_of(sandbox, "member") as stream, SandboxClient(sandbox.url) as other:
        waiting = asyncio.create_task(other.wait_for_message("general", timeout=3))
        await asyncio.sleep(0.05)
        async with asyncio.timeout(1):
            await sandbox.stop()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert stream
    assert asyncio.all_tasks() <= before
