"""Pictures and attachments of the CDN, looked at over HTTP."""

import io

import aiohttp
import discord
import pytest

from discord_sandbox.cdn.png import SIGNATURE, draw_picture
from discord_sandbox.messages.attachments import store_uploads
from discord_sandbox.messages.upload import Upload
from discord_sandbox.server import Sandbox


def size_of(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


@pytest.mark.parametrize("size", [16, 64, 100, 512])
def test_a_picture_is_a_square_png_of_the_asked_size(size: int) -> None:
    picture = draw_picture("seed", size)
    assert picture.startswith(SIGNATURE)
    assert size_of(picture) == (size, size)


def test_a_picture_depends_on_its_seed_alone() -> None:
    draw_picture.cache_clear()
    first = draw_picture("one", 64)
    draw_picture.cache_clear()
    assert draw_picture("one", 64) == first != draw_picture("two", 64)


async def get(url: str) -> tuple[int, str, bytes]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, response.content_type, await response.read()


async def test_avatars_are_served_by_their_hash_only() -> None:
    async with await Sandbox.start() as sandbox:
        user = sandbox.world.bot
        user.avatar = "abc123"
        status, kind, picture = await get(f"{sandbox.cdn_url}/avatars/{user.id}/abc123.png?size=64")
        assert (status, kind, size_of(picture)) == (200, "image/png", (64, 64))
        assert (await get(f"{sandbox.cdn_url}/avatars/{user.id}/other.png"))[0] == 404
        assert (await get(f"{sandbox.cdn_url}/avatars/1/abc123.png"))[0] == 404
        assert (await get(f"{sandbox.cdn_url}/embed/avatars/5.png"))[0] == 200
        assert (await get(f"{sandbox.cdn_url}/embed/avatars/6.png"))[0] == 404


async def test_an_uploaded_page_is_never_shown_as_one_of_the_sandbox() -> None:
    async with await Sandbox.start() as sandbox:
        page = Upload("a.html", "text/html", b"<script>")
        stored = store_uploads(sandbox.world, 1, [], {0: page})[0]
        async with aiohttp.ClientSession() as session, session.get(stored.url) as response:
            assert response.headers["Content-Disposition"] == "attachment"
            assert await response.read() == b"<script>"
        assert (await get(stored.url.replace("a.html", "b.html")))[0] == 404


async def test_a_bot_sends_a_file_and_reads_it_back(sandbox: Sandbox) -> None:
    picture = draw_picture("x", 32)
    client = discord.Client(intents=discord.Intents.none())
    async with client:
        await client.login(sandbox.token)
        channel_id = next(c.id for c in sandbox.world.channels.values() if c.name == "general")
        channel = client.get_partial_messageable(channel_id)
        message = await channel.send(file=discord.File(io.BytesIO(picture), "rank.png", description="rank"))
        attachment = message.attachments[0]
        assert (attachment.width, attachment.content_type, attachment.description) == (32, "image/png", "rank")
        assert await attachment.read() == picture
        user = await client.fetch_user(sandbox.world.bot.id)
        assert (await user.default_avatar.read()).startswith(SIGNATURE)
