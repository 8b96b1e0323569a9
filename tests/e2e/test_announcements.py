"""Announcements and a sticky message over the wire, while the process that is to post them is killed."""

from collections import Counter

from discord_sandbox.client import SandboxClient
from e2e.conftest import StartBot
from fixtures.members import eventually
from fixtures.postgres import execute

POSTS = "POST /channels/{channel_id}/messages"
STICKY = "📌 Sticky message"


async def test_what_is_due_while_the_bot_is_dead_or_dies_over_it_is_posted_once(
    client: SandboxClient, start_bot: StartBot, database_url: str
) -> None:
    bot = await start_bot()
    owner, member = client.user("owner"), client.user("member")
    news = await client.add_channel("Sandbox", "news")

    async def posted() -> Counter[str]:
        return Counter(message.text for message in await owner.view(news))

    assert (
        "has a sticky message" in (await owner.slash("general", "sticky set", channel="general", text="Be kind")).text
    )
    for when, text in (("1h", "due while it is dead"), ("2s", "posted as it dies")):
        made = await owner.slash("general", "announce at", when=when, channel=str(news), text=text)
        assert "To be announced" in made.text
    # Its process never hears that Discord took it.
    fault = await client.add_fault("drop_answer", "POST /channels/*/messages", times=1)
    await client.wait_for_message(news, author="bot")
    await bot.kill()
    assert await client.remove_fault(fault) == 1
    await member.send("general", "is anybody there?")
    assert await posted() == {"posted as it dies": 1}

    before = (await client.requests())[POSTS]
    # The hour goes by, and so does the dead process's lease on what it had begun.
    await execute(
        database_url,
        "UPDATE announcement SET due_at = now() - interval '1 minute' WHERE due_at > now()",
        "UPDATE timer SET next_at = now()",
    )
    bot = await start_bot()
    await client.wait_for_message(news, author="bot", where=lambda message: "while it is dead" in message.text)

    async def has_asked() -> bool:
        return (await client.requests())[POSTS] >= before + 2

    await eventually(has_asked, within=10)
    assert await posted() == {"posted as it dies": 1, "due while it is dead": 1}

    async def is_over() -> bool:
        return "There is nothing" in (await owner.slash("general", "announce list")).text

    await eventually(is_over, within=10)

    async def is_last() -> bool:
        return STICKY in (await owner.view("general"))[-1].text

    await member.send("general", "somebody is")
    await eventually(is_last, within=15)
    assert sum(STICKY in message.text for message in await owner.view("general")) == 1
    assert "Traceback" not in bot.log
