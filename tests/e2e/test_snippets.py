"""Snippets over the wire: whatever is in them, nobody is notified."""

from discord_sandbox.client import SandboxClient
from discord_sandbox.client.views import Message
from e2e.running_bot import RunningBot

EVERYTHING_A_MESSAGE_MAY = 1 << 17  # Mention Everyone: only the message itself can keep from it


async def _answer(client: SandboxClient, text: str, reply_to: Message | None = None) -> Message:
    said = await client.user("member").send("general", text, reply_to=reply_to)
    return await client.wait_for_message("general", author="bot", after=said)


async def test_no_content_pings_in_any_form(client: SandboxClient, bot: RunningBot) -> None:
    del bot
    await client.edit_role("Sandbox", "Astromorty", permissions=8 | EVERYTHING_A_MESSAGE_MAY)
    owner = (await client.member("Sandbox", "owner")).user.id
    question = await client.user("owner").send("general", "How?")
    for number, content in enumerate(
        (
            f"@everyone @here <@{owner}> {{user}} {{args}}",
            "```py\n@everyone",
            "{a{args}s} {{user}} {us{1}}",
            "@everyone" + "🎉" * 1900 + "{args}" * 10,
        )
    ):
        assert "was created" in (await _answer(client, f"$snippets create bad{number} {content}")).text
        answers: list[Message | None] = [
            await _answer(client, f"$bad{number} @everyone <@{owner}>"),
            await _answer(client, f"$snippet bad{number} @everyone", reply_to=question),
            (
                await client.user("member").slash(
                    "general", "snippet", name=f"bad{number}", args=f"@everyone <@{owner}>"
                )
            ).message,
        ]
        for answer in answers:
            assert answer is not None
            assert answer.pings_nobody, answer.text
            assert 0 < len(answer.content) <= 2000
