"""What a new owner does first, over the wire."""

import pytest

from discord_sandbox.client import SandboxClient, SandboxTimeout
from e2e.conftest import StartBot
from e2e.running_bot import RunningBot


async def _silent(client: SandboxClient, text: str) -> None:
    """Say `text` and see that the bot answers nothing, while it does answer what was said after it."""
    said = await client.user("owner").send("general", text)
    with pytest.raises(SandboxTimeout):
        await client.wait_for_message("general", author="bot", after=said, timeout=0.7)


async def _answer(client: SandboxClient, text: str) -> str:
    said = await client.user("owner").send("general", text)
    return (await client.wait_for_message("general", author="bot", after=said)).text


async def test_a_prefix_changed_by_slash_command_is_the_prefix_from_then_on(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    changed = await client.user("owner").slash("general", "prefix set", prefix="?")
    assert "The prefix is now `?`" in changed.text
    assert not changed.ephemeral
    assert "Pong!" in await _answer(client, "?ping")
    await _silent(client, "$ping")
    assert "Pong!" in await _answer(client, f"<@{(await client.bot()).id}> ping")

    assert await bot.terminate() == 0
    await start_bot()
    assert "Pong!" in await _answer(client, "?ping")
    await _silent(client, "$ping")


@pytest.mark.usefixtures("bot")
async def test_a_member_is_refused_and_nobody_else_sees_it(client: SandboxClient) -> None:
    member = client.user("member")
    refused = await member.slash("general", "prefix set", prefix="x")
    assert refused.text == "❌ You need the Manage Server permission to do this."
    assert refused.ephemeral
    assert refused.message is not None
    assert refused.message.id in [message.id for message in await member.view("general")]
    assert refused.message.id not in [message.id for message in await client.user("owner").view("general")]
    assert "Pong!" in await _answer(client, "$ping")


@pytest.mark.usefixtures("bot")
async def test_the_dashboard_changes_the_prefix_by_a_form(client: SandboxClient) -> None:
    owner = client.user("owner")
    opened = await owner.slash("general", "config open")
    assert opened.message is not None
    general = await owner.select(opened.message, "Go to a page", ["general"])
    assert general.message is not None
    form = await owner.press(general.message, "Change")
    assert form.modal is not None
    saved = await owner.submit(form.modal, {"value": "!"})
    assert "**Prefix** `!`" in saved.text
    assert "Pong!" in await _answer(client, "!ping")


@pytest.mark.usefixtures("bot")
async def test_options_autocomplete(client: SandboxClient) -> None:
    owner = client.user("owner")
    choices = await owner.autocomplete("general", "config set", {"setting": "zone"}, focused="setting")
    assert [choice.value for choice in choices] == ["timezone"]
    choices = await owner.autocomplete("general", "help", {"command": "conf"}, focused="command")
    assert "config set" in [choice.value for choice in choices]


@pytest.mark.usefixtures("bot")
async def test_every_command_answers_by_slash(client: SandboxClient, bot: RunningBot) -> None:
    owner = client.user("owner")
    for name, expected in (
        ("help", "Say that you are away"),
        ("ping", "Pong!"),
        ("prefix show", "`$`"),
        ("config show", "timezone"),
        ("config export", "Configuration of this server"),
        ("info bot", "Version"),
        ("info server", "Sandbox"),
        ("info user", "Olive Owner"),
        ("owner guilds", "Second Server"),
        ("owner sync", "are registered"),
    ):
        result = await owner.slash("general", name)
        assert expected in result.text, (name, result)
    refused = await client.user("moderator").slash("general", "ping")
    assert "Pong!" in refused.text
    await owner.slash("general", "owner shutdown")
    assert await bot.process.wait() == 0


@pytest.mark.usefixtures("bot")
async def test_direct_messages_work(client: SandboxClient) -> None:
    member = client.user("member")
    said = await member.dm("$ping")
    answer = await client.wait_for_message(author="bot", after=said)
    assert "Pong!" in answer.text
    said = await member.dm("$prefix set ?")
    assert "only in a server" in (await client.wait_for_message(author="bot", after=said)).text
