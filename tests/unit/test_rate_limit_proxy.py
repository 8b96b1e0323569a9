"""Requests to Discord through a proxy that several processes share for its rate limits."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
from aiohttp import web
from discord.http import Route

from astromorty.doctor import State
from astromorty.doctor.token import check_discord
from astromorty.settings import Settings
from discord_sandbox.server import Sandbox
from discord_sandbox.state.default_world import WorldOptions

# One more than Discord answers in a second.
REQUESTS = 51
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz01"
# What belongs to a connection, and not to what is told over it.
OF_THE_CONNECTION = {"connection", "content-length", "host", "keep-alive", "transfer-encoding"}


@asynccontextmanager
async def proxy(target: str, *, leaves_out: str = "") -> AsyncGenerator[str]:
    """Hand requests on, and the answers back with all headers but one; yield the address for DISCORD_API_URL."""
    left_out = {*OF_THE_CONNECTION, leaves_out.lower()}

    async def forward(request: web.Request) -> web.Response:
        sent = {name: value for name, value in request.headers.items() if name.lower() not in OF_THE_CONNECTION}
        address = f"{target}/{request.match_info['path']}"
        async with session.request(request.method, address, headers=sent, data=await request.read()) as answer:
            headers = {name: value for name, value in answer.headers.items() if name.lower() not in left_out}
            return web.Response(status=answer.status, body=await answer.read(), headers=headers)

    app = web.Application()
    app.router.add_route("*", "/api/v10/{path:.*}", forward)
    runner = web.AppRunner(app)
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
        finally:
            await runner.cleanup()


async def open_conversations(sandbox: Sandbox, address: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Ask for more than is answered at once; return how many answers there were in the end."""
    monkeypatch.setattr(Route, "BASE", address)
    user_id = next(user.id for user in sandbox.world.users.values() if not user.bot)
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(TOKEN)
        opened = (client.http.start_private_message(user_id) for _ in range(REQUESTS))
        return len(await asyncio.gather(*opened))


async def test_a_proxy_is_one_setting_and_what_discord_refuses_is_asked_again(monkeypatch: pytest.MonkeyPatch):
    async with await Sandbox.start(options=WorldOptions(token=TOKEN)) as sandbox, proxy(sandbox.api_url) as address:
        found = await check_discord(Settings.model_validate({"bot_token": TOKEN, "discord_api_url": address}))
        assert found[0].state is State.OK
        assert await open_conversations(sandbox, address, monkeypatch) == REQUESTS


async def test_a_proxy_that_keeps_via_to_itself_has_refusals_taken_for_a_ban(monkeypatch: pytest.MonkeyPatch):
    async with (
        await Sandbox.start(options=WorldOptions(token=TOKEN)) as sandbox,
        proxy(sandbox.api_url, leaves_out="Via") as address,
    ):
        with pytest.raises(discord.HTTPException, match="429"):
            await open_conversations(sandbox, address, monkeypatch)
