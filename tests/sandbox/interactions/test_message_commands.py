"""Commands of messages: the whole message comes with them, and a modal may be the answer."""

from typing import Any

import discord
from tests.sandbox.bare_bot import BareBot, StartBot, eventually

from discord_sandbox.client import SandboxClient


class Report(discord.ui.Modal, title="Report"):
    """Asks why, and says of what."""

    def __init__(self, message: discord.Message) -> None:
        super().__init__(custom_id="report")
        self.message = message
        self.why = discord.ui.TextInput[Any](custom_id="why", label="Why")
        self.add_item(self.why)

    async def on_submit(self, interaction: discord.Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        text = f"{self.message.author.name}: {self.message.content} ({self.why.value})"
        await interaction.response.send_message(text, ephemeral=True)


async def test_a_message_command_brings_all_of_the_message_and_may_be_answered_by_a_modal(
    client: SandboxClient, start_bot: StartBot
) -> None:
    reported: list[discord.Message] = []

    def commands(bot: BareBot) -> None:
        @bot.tree.context_menu(name="Report message")
        async def report(interaction: discord.Interaction, message: discord.Message) -> None:
            reported.append(message)
            await interaction.response.send_modal(Report(message))

    await start_bot(commands)
    member, owner = client.user("member"), client.user("owner")
    first = await owner.send("general", "hello")
    rude = await member.send("general", "<@&1> rude", reply_to=first, files={"a.txt": b"abc"})
    await member.edit(rude, "ruder")
    await owner.react(rude, "👎")
    asked = await owner.context_menu("general", "Report message", rude)
    assert asked.modal
    (message,) = reported
    assert isinstance(message.author, discord.Member)
    assert (message.id, message.content, message.edited_at is None) == (rude.id, "ruder", False)
    assert message.jump_url.endswith(f"/{rude.guild_id}/{rude.channel_id}/{rude.id}")
    assert message.reference
    assert (message.reference.message_id, await message.attachments[0].read()) == (first.id, b"abc")
    assert [(each.emoji, each.count) for each in message.reactions] == [("👎", 1)]
    answer = await owner.submit(asked.modal, {"why": "manners"})
    assert (answer.text, answer.ephemeral) == ("member: ruder (manners)", True)


async def test_a_message_command_works_on_messages_of_weeks_ago_bots_and_in_threads(
    client: SandboxClient, start_bot: StartBot
) -> None:
    reported: list[discord.Message] = []

    def commands(bot: BareBot) -> None:
        @bot.tree.context_menu(name="Look")
        async def look(interaction: discord.Interaction, message: discord.Message) -> None:
            reported.append(message)
            await interaction.response.send_message("seen", ephemeral=True)

    bot = await start_bot(commands)
    owner = client.user("owner")
    await client.send_many(["general"], ["member"], 1, content="long ago", age_days=20)
    await client.send_as_webhook("general", "news")
    old, news = await owner.view("general")
    await owner.start_thread("general", "Talk")
    inside = await owner.send("Talk", "inside")
    await eventually(lambda: any(guild.threads for guild in bot.guilds))
    for channel, message in (("general", old), ("general", news), ("Talk", inside)):
        assert (await owner.context_menu(channel, "Look", message)).text == "seen"
    assert [each.content for each in reported] == ["long ago", "news", "inside"]
    assert isinstance(reported[2].channel, discord.Thread)
    assert reported[1].webhook_id == news.webhook_id
