"""A bare bot connects, registers a command and answers a user."""

import discord
from tests.sandbox.bare_bot import BareBot, StartBot

from discord_sandbox.client import SandboxClient


def _greeting(bot: BareBot) -> None:
    @bot.tree.command(description="Say hello")
    async def greet(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(f"Hello {name}")


async def test_user_runs_a_slash_command_and_sees_the_reply(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_greeting)
    await client.wait_for_bot(commands=True)
    owner = client.user("owner")
    result = await owner.slash("general", "greet", name="Mia")
    assert result.text == "Hello Mia"
    assert [message.text for message in await owner.view("general")] == ["Hello Mia"]


async def test_bot_hears_what_a_user_writes_and_its_reply_is_seen(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    written = await client.user("owner").send("general", "ping")
    heard = await bot.hears(lambda message: message.content == "ping")
    await heard.reply("pong")
    reply = await client.wait_for_message("general", author="bot", after=written)
    assert (reply.text, reply.reply_to) == ("pong", written.id)
