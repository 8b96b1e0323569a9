"""The starboard while two processes look at the same message: each hears of a part of the reactions."""

import asyncio

from discord_sandbox.client import Message, SandboxClient
from discord_sandbox.server import Sandbox
from e2e.conftest import StartBot
from fixtures.redis import RedisProcess

BOARD = "Sandbox/starboard"
STAR = "⭐"
CROWD = 200


async def entries(client: SandboxClient) -> list[Message]:
    return list(await client.user("owner").view(BOARD))


async def at_rest(client: SandboxClient, *texts: str) -> list[Message]:
    """Wait until the one entry says this, and return what is there when nothing happens any more."""
    async with asyncio.timeout(30):
        while True:
            found = await entries(client)
            if (not found and not texts) or (found and all(text in found[-1].text for text in texts) and texts):
                break
            await asyncio.sleep(0.1)
    await asyncio.sleep(2)
    return await entries(client)


async def test_two_processes_count_two_hundred_stars_and_show_one_entry(
    discord: Sandbox, client: SandboxClient, start_bot: StartBot, valkey: RedisProcess
) -> None:
    crowd = await client.add_members("Sandbox", CROWD, prefix="crowd")
    board_id = await client.add_channel("Sandbox", "starboard")
    shared = {"EXTERNAL_SERVICES__REDIS_URL": valkey.url, "SHARDING__COUNT": "2"}
    first = await start_bot(**shared, SHARDING__IDS="0")
    owner = client.user("owner")
    answer = await owner.slash("general", "starboard set", channel=str(board_id), emoji=STAR, threshold=100)
    assert "Messages that 100 members starred" in answer.text
    second = await start_bot(**shared, SHARDING__IDS="1")
    async with asyncio.timeout(20):
        while len(discord.gateway.connected) < 2:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.05)
    await asyncio.sleep(1)

    said = await client.user("member").send("general", "the best of all messages")
    await client.user("member").react(said, STAR)
    # Discord brings the server's events through the other process's shard from the middle of the rush on.
    half = CROWD // 2
    other = 1 - await client.shard_of("Sandbox")
    stars = [client.user(name).react(said, STAR) for name in crowd]
    await asyncio.gather(*stars[:half], client.hand_over("Sandbox", other), *stars[half:])
    (entry,) = await at_rest(client, f"{STAR} **{CROWD}**", "the best of all messages")

    await asyncio.gather(*(client.user(name).unreact(said, STAR) for name in crowd[:50]))
    (same,) = await at_rest(client, f"{STAR} **{CROWD - 50}**")
    assert same.id == entry.id

    await asyncio.gather(*(client.user(name).unreact(said, STAR) for name in crowd[50:101]))
    assert await at_rest(client) == []
    for bot in (first, second):
        assert "Traceback" not in bot.log
