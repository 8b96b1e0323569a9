"""Deleting messages over the wire: young and old ones, others deleting meanwhile, and the moderator's Cancel."""

import asyncio
import re

import pytest

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox

YOUNG, OLD = 150, 10
FIFTEEN_DAYS = 15 * 24 * 3_600


@pytest.mark.usefixtures("bot")
async def test_a_cancelled_purge_tells_exactly_what_it_deleted(discord: Sandbox, client: SandboxClient) -> None:
    owner, member = client.user("owner"), client.user("member")
    await client.send_many(["general"], ["member"], OLD)
    await client.advance(FIFTEEN_DAYS)
    sent = await client.send_many(["general"], ["member"], YOUNG)
    messages = next(c.messages for c in discord.world.channels.values() if int(sent.message_ids[0]) in c.messages)

    await client.add_fault("latency", "POST /channels/*/messages/bulk-delete", times=1, seconds=1)
    await client.add_fault("latency", "DELETE /channels/*/messages/*", seconds=0.3)
    began = await owner.slash("general", "purge", count=YOUNG + OLD)
    assert began.ephemeral
    assert began.message is not None
    # Deleted by its author while the first hundred, which it is not among, are on their way.
    first = next(message for message in await member.view("general") if message.id == int(sent.message_ids[0]))
    await member.delete(first)

    async with asyncio.timeout(10):
        while len(messages) > OLD - 2:  # noqa: ASYNC110 - another process deletes them
            await asyncio.sleep(0.02)
    await owner.press(began.message, "Cancel")
    ended = await client.wait_for_edit(began.message, lambda edited: "then stopped" in edited.text)
    left = sum(message.author.username == "member" for message in messages.values())
    assert 0 < left < OLD - 1
    # The first may have been gone before it was found.
    told = rf"I deleted {YOUNG + OLD - 1 - left} of ({YOUNG + OLD}|{YOUNG + OLD - 1}) messages in <#{first.channel_id}>"
    assert re.search(rf"{told}, then stopped: you cancelled\.", ended.text), ended.text
