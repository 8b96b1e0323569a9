"""Reminders over the wire: whole, once, and whoever delivers them."""

import asyncio
import re
from collections import Counter
from time import monotonic

from astromorty.database.controllers.timer import SUBJECT
from astromorty.database.notifications import CHANNEL
from astromorty.earlier_attempts import NONCE_KNOWN
from astromorty.services.reminders import KIND, MOST_ACTIVE
from astromorty.services.timers.delivery import MOST_AT_ONCE
from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox
from e2e.conftest import StartBot
from e2e.running_bot import RunningBot
from fixtures.postgres import execute
from fixtures.redis import RedisProcess

POSTS = "POST /channels/{channel_id}/messages"
# All of them, half by direct messages and half in channels; CI has no time for more.
MEMBERS, OF_EACH = 20, MOST_ACTIVE
DUE_WITHIN = 10


def reminded(discord: Sandbox) -> Counter[str]:
    """Return how often each reminder can be seen, over all channels."""
    texts = (
        str(message.components)
        for channel in discord.world.channels.values()
        for message in channel.messages.values()
        if message.author.id == discord.world.bot.id
    )
    return Counter(found for text in texts if "⏰ Reminder" in text for found in re.findall(r"reminder no\. \d+", text))


async def until(discord: Sandbox, count: int, within: float) -> None:
    async with asyncio.timeout(within):
        while len(reminded(discord)) < count:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.1)


async def two_bots(start_bot: StartBot, valkey: RedisProcess) -> list[RunningBot]:
    shared = {"EXTERNAL_SERVICES__REDIS_URL": valkey.url, "SHARDING__COUNT": "2"}
    return [await start_bot(**shared, SHARDING__IDS=str(shard)) for shard in (0, 1)]


async def test_500_reminders_within_ten_seconds_come_once_each_though_one_of_two_processes_is_killed(
    discord: Sandbox, client: SandboxClient, database_url: str, start_bot: StartBot, valkey: RedisProcess
) -> None:
    bots = await two_bots(start_bot, valkey)
    guild = next(guild for guild in discord.world.guilds.values() if guild.name == "Sandbox")
    for number in range(MEMBERS):
        await client.add_member("Sandbox", f"person-{number}")
    rooms = ",".join([str(await client.add_channel("Sandbox", f"room-{number}")) for number in range(MEMBERS)])
    people = ",".join(str(user.id) for user in discord.world.users.values() if user.username.startswith("person-"))
    await client.set_rate_limits(True)

    total = MEMBERS * OF_EACH
    await execute(
        database_url,
        f"""INSERT INTO reminder (guild_id, member_id, channel_id, place, text, due_at)
            SELECT {guild.id}, ('{{{people}}}'::bigint[])[1 + n % {MEMBERS}],
                ('{{{rooms}}}'::bigint[])[1 + n / {OF_EACH}], CASE n % 2 WHEN 0 THEN 'channel' ELSE 'direct' END,
                'reminder no. ' || n, now() + n * interval '{DUE_WITHIN} seconds' / {total}
            FROM generate_series(0, {total - 1}) AS n""",
        f"""INSERT INTO timer (kind, key, due_at, next_at, guild_id, member_id)
            SELECT '{KIND}', reminder_id, due_at, due_at, guild_id, member_id FROM reminder""",
        f"SELECT pg_notify('{CHANNEL}', '{SUBJECT} 0')",
    )
    began = monotonic()
    await until(discord, total // 5, within=40)
    await bots[0].kill()
    killed = monotonic() - began
    await until(discord, total, within=90)
    print(f"killed at {killed:.1f} s, the last one at {monotonic() - began:.1f} s; {await client.requests()}")
    assert reminded(discord) == Counter(f"reminder no. {number}" for number in range(total))
    posts = (await client.requests())[POSTS]
    # What the killed process had sent, but not written down, is sent again: Discord knows it by its nonce.
    assert total <= posts <= total + MOST_AT_ONCE
    assert "Traceback" not in bots[1].log


async def test_an_answer_that_is_lost_does_not_double_a_reminder_and_a_mention_pings_one_member(
    discord: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot()
    member = client.user("member")
    said = "@everyone <@&1> reminder no. 1"
    await member.slash("general", "remind here", when="2s", what=said)
    fault = await client.add_fault("drop_answer", "POST /channels/*/messages", times=1)
    message = await client.wait_for_message("general", author="bot", where=lambda m: "⏰" in m.text)
    assert message.pinged.users == ["member"]
    assert not message.pinged.everyone
    assert not message.pinged.roles
    async with asyncio.timeout(20):
        while (await client.requests()).get(POSTS, 0) < 2:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.1)
    assert await client.remove_fault(fault) == 1
    assert reminded(discord) == {"reminder no. 1": 1}


async def test_what_an_earlier_attempt_sent_is_found_when_discord_has_forgotten_its_nonce(
    discord: Sandbox, client: SandboxClient, database_url: str, start_bot: StartBot
) -> None:
    bot = await start_bot()
    member = client.user("member")
    await member.slash("general", "remind me", when="2s", what="reminder no. 1")
    await until(discord, 1, within=10)
    await bot.kill()
    discord.world.nonces.clear()
    ago = f"now() - interval '{NONCE_KNOWN.total_seconds() + 5} seconds'"
    # As if the process had been killed between sending and writing that down, a while ago.
    await execute(
        database_url,
        f"UPDATE reminder SET delivered_at = NULL, deliveries = 0, due_at = {ago}",
        f"UPDATE timer SET next_at = now(), attempts = 1, due_at = {ago}",
    )
    await start_bot()
    async with asyncio.timeout(20):
        while not any("messages" in route and route.startswith("GET") for route in await client.requests()):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)
    assert reminded(discord) == {"reminder no. 1": 1}


async def test_a_button_of_a_reminder_works_after_a_restart_and_in_the_other_process(
    discord: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    member = client.user("member")
    await member.slash("general", "remind here", when="1s", what="reminder no. 1")
    message = await client.wait_for_message("general", author="bot", where=lambda m: "⏰" in m.text)
    await asyncio.sleep(0.5)
    assert await bot.terminate() == 0
    await start_bot()
    await member.press(message, "1 hour")
    edited = next(m for m in await member.view("general") if m.id == message.id)
    assert "💤 Again" in edited.text
    assert reminded(discord) == {"reminder no. 1": 1}


async def test_who_can_be_reached_nowhere_sees_so_in_the_list(
    client: SandboxClient, start_bot: StartBot, discord: Sandbox
) -> None:
    await start_bot()
    member = client.user("member")
    await member.accept_direct_messages(False)
    room = await client.add_channel("Sandbox", "short-lived")
    await member.slash(room, "remind me", when="3s", what="reminder no. 1")
    await client.delete_channel(room)
    async with asyncio.timeout(20):
        while "never came" not in (await member.slash("general", "remind list")).text:  # noqa: ASYNC110
            await asyncio.sleep(0.3)
    assert reminded(discord) == {}
