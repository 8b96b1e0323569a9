"""What a user sees of the bot's answers, and what the bot is refused."""

import asyncio
import io

import discord
import pytest
from tests.sandbox.bare_bot import BareBot, StartBot

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox


def _commands(bot: BareBot) -> None:
    @bot.tree.command(description="Whisper")
    async def whisper(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("for you only", ephemeral=True)

    @bot.tree.command(description="Think first")
    async def think(interaction: discord.Interaction, ephemeral: bool) -> None:
        await interaction.response.defer(ephemeral=ephemeral, thinking=True)
        await interaction.edit_original_response(content="thought")

    @bot.tree.command(description="Answer by follow-up")
    async def follow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.followup.send("first")
        second = await interaction.followup.send("second", ephemeral=True, wait=True)
        await second.edit(content="second, edited")

    @bot.tree.command(description="Take it back")
    async def regret(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("oops")
        original = await interaction.original_response()
        await original.edit(content="better")
        await interaction.delete_original_response()

    @bot.tree.command(description="Send a file")
    async def report(interaction: discord.Interaction) -> None:
        file = discord.File(io.BytesIO(b"hello"), filename="report.txt", description="all of it")
        await interaction.response.send_message("here", file=file)


async def test_ephemeral_reply_is_seen_by_its_user_only(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot(_commands)
    owner, member = client.user("owner"), client.user("member")
    result = await owner.slash("general", "whisper")
    assert (result.text, result.ephemeral) == ("for you only", True)
    assert [each.text for each in await owner.view("general")] == ["for you only"]
    assert await member.view("general") == []
    assert result.message
    channel = bot.get_partial_messageable(result.message.channel_id)
    with pytest.raises(discord.NotFound) as refused:
        await channel.fetch_message(result.message.id)
    assert refused.value.code == 10008


@pytest.mark.parametrize("ephemeral", [True, False])
async def test_deferred_reply_is_as_private_as_it_was_deferred(
    client: SandboxClient, start_bot: StartBot, ephemeral: bool
) -> None:
    await start_bot(_commands)
    result = await client.user("owner").slash("general", "think", ephemeral=ephemeral)
    assert (result.text, result.deferred, result.ephemeral) == ("thought", True, ephemeral)
    assert result.message
    assert not result.message.edited


async def test_first_follow_up_fills_the_deferred_reply_and_the_next_is_its_own(
    client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot(_commands)
    owner = client.user("owner")
    result = await owner.slash("general", "follow")
    assert result.text == "first"
    await client.wait_for("MESSAGE_UPDATE", lambda event: event.data["content"] == "second, edited")
    assert [each.text for each in (await client.interaction(result.id)).follow_ups] == ["second, edited"]
    assert [each.text for each in await owner.view("general")] == ["first", "second, edited"]
    assert [each.text for each in await client.user("member").view("general")] == ["first"]


async def test_deleted_reply_is_gone(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_commands)
    result = await client.user("owner").slash("general", "regret")
    await client.wait_for("MESSAGE_DELETE")
    assert (await client.interaction(result.id)).message is None
    assert await client.user("owner").view("general") == []


async def test_user_is_told_when_the_bot_does_not_answer(client: SandboxClient, start_bot: StartBot) -> None:
    held = Held()
    await start_bot(held)
    asking = asyncio.create_task(client.user("owner").slash("general", "hold"))
    await held.interaction
    await client.advance(3)
    result = await asking
    assert result.error == "The application did not respond"
    assert result.message is None


class Held:
    """A command that stops before it answers, so that a test can do so later."""

    def __init__(self) -> None:
        self.interaction: asyncio.Future[discord.Interaction] = asyncio.get_running_loop().create_future()

    def __call__(self, bot: BareBot) -> None:
        @bot.tree.command(description="Hold")
        async def hold(interaction: discord.Interaction) -> None:
            self.interaction.set_result(interaction)


async def test_answer_after_three_seconds_is_an_unknown_interaction(client: SandboxClient, start_bot: StartBot) -> None:
    held = Held()
    await start_bot(held)
    asking = asyncio.create_task(client.user("owner").slash("general", "hold"))
    interaction = await held.interaction
    await client.advance(3.1)
    with pytest.raises(discord.NotFound) as refused:
        await interaction.response.send_message("too late")
    assert refused.value.code == 10062
    assert (await asking).error


async def test_second_answer_is_already_acknowledged(client: SandboxClient, start_bot: StartBot) -> None:
    held = Held()
    await start_bot(held)
    asking = asyncio.create_task(client.user("owner").slash("general", "hold"))
    interaction = await held.interaction
    await interaction.response.send_message("once")
    with pytest.raises(discord.HTTPException) as refused:
        await discord.InteractionResponse(interaction).send_message("twice")
    assert refused.value.code == 40060
    assert (await asking).text == "once"


async def test_token_works_for_fifteen_minutes(client: SandboxClient, start_bot: StartBot) -> None:
    held = Held()
    await start_bot(held)
    asking = asyncio.create_task(client.user("owner").slash("general", "hold"))
    interaction = await held.interaction
    await interaction.response.send_message("now")
    await asking
    await client.advance(14 * 60)
    await interaction.edit_original_response(content="still")
    await client.advance(61)
    with pytest.raises(discord.HTTPException) as refused:
        await interaction.followup.send("too late")
    assert refused.value.code == 50027


async def test_follow_up_before_an_answer_is_an_unknown_webhook(client: SandboxClient, start_bot: StartBot) -> None:
    held = Held()
    await start_bot(held)
    asking = asyncio.create_task(client.user("owner").slash("general", "hold"))
    interaction = await held.interaction
    with pytest.raises(discord.NotFound) as refused:
        await interaction.followup.send("too early")
    assert refused.value.code == 10015
    await interaction.response.defer(thinking=True)
    await interaction.followup.send("right")
    assert (await asking).text == "right"


async def test_refused_answer_leaves_the_interaction_open(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    sandbox.rest.observe = None  # the answer is too long for Discord's description on purpose
    held = Held()
    await start_bot(held)
    asking = asyncio.create_task(client.user("owner").slash("general", "hold"))
    interaction = await held.interaction
    with pytest.raises(discord.HTTPException) as refused:
        await interaction.response.send_message("x" * 2001)
    assert (refused.value.code, "data.content" in str(refused.value)) == (50035, True)
    await interaction.response.send_message("short")
    assert (await asking).text == "short"


async def test_reply_carries_its_file(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_commands)
    result = await client.user("owner").slash("general", "report")
    assert result.message
    (attachment,) = result.message.attachments
    assert (attachment["filename"], attachment["size"], attachment["description"]) == ("report.txt", 5, "all of it")


async def test_interaction_works_in_direct_messages(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_commands)
    result = await client.user("member").slash("@bot", "think", ephemeral=False)
    assert result.text == "thought"
    assert [each.text for each in await client.user("member").view("@bot")] == ["thought"]
