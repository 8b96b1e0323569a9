"""Automod over the wire: what evades words and invitations goes, what is exempt stays, and a dry run only notes."""

from typing import Any

from discord_sandbox.client import SandboxClient
from discord_sandbox.client.views import Message
from e2e.running_bot import RunningBot
from fixtures.members import eventually

EVADED = "y\u200bou Ꮟаⅾw\u200bо||r||d"
INVITED = "join dіscord\u200b.gg/**el**sewhere"


async def test_evasions_go_with_a_case_and_a_log_and_what_is_exempt_stays(
    client: SandboxClient, bot: RunningBot
) -> None:
    del bot
    owner, member = client.user("owner"), client.user("member")
    await client.add_channel("Sandbox", "memes")
    await client.add_channel("Sandbox", "automod-log")

    async def automod(command: str, **options: Any) -> str:
        return (await owner.slash("general", f"automod {command}", **options)).text

    assert "was added" in await automod("add", kind="invites", name="no-invites")
    settings = "action=delete-warn words=badword,rotten*"
    assert "was added" in await automod("add", kind="words", name="slurs", settings=settings)
    await automod("log", channel="automod-log")
    await automod("exempt", channel="memes")
    assert "is on now" in await automod("enable")

    async def is_there(said: Message) -> bool:
        return said.id in [message.id for message in await owner.view(said.channel_id)]

    async def noted(rule: str, done: str) -> None:
        def tells(message: Message) -> bool:
            return f"Automod · {rule}" in message.text and done in message.text

        entry = await client.wait_for_message("automod-log", where=tells)
        assert entry.pings_nobody

    for text, rule, done in (
        (EVADED, "slurs", "Deleted. The member was warned (case 1)."),
        (INVITED, "no-invites", "Deleted."),
    ):
        said = await member.send("general", text)
        await client.wait_for_delete(said)
        await noted(rule, done)
        kept = await member.send("memes", text)
        # The bot has dealt with what came before its answer.
        assert "Pong" in (await member.slash("general", "ping")).text
        assert await is_there(kept)
    case = (await owner.slash("general", "case view", number=1)).text
    assert "Automod: slurs" in case

    assert "only notes" in await automod("dryrun", state=True)
    said = await member.send("general", f"again {EVADED}")
    await noted("slurs", "Dry run: would have been **delete-warn**.")
    assert await is_there(said)

    # A rule that fits everything empties no channel.
    await automod("dryrun", state=False)
    await automod("add", kind="pattern", name="everything", settings="pattern=.")
    flood = [await member.send("general", f"message {number}") for number in range(35)]
    await noted("everything", "Not deleted: the limit of deletions was reached.")

    async def stays() -> bool:
        return await is_there(flood[-1]) and not await is_there(flood[0])

    await eventually(stays, within=5)
    await client.wait_for_message("automod-log", where=lambda message: "Automod stopped deleting" in message.text)
