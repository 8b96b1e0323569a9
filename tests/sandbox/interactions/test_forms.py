"""Modals with long texts and files, and buttons that outlive the bot's process."""

from typing import Any

import discord
import pytest
from tests.sandbox.bare_bot import BareBot, StartBot

from discord_sandbox.client import SandboxClient, SandboxRefused
from discord_sandbox.client.user import file_json

TEXT = "ä€" * 2_000


class Snippet(discord.ui.Modal, title="A snippet"):
    """A long text and up to two files."""

    def __init__(self) -> None:
        super().__init__(custom_id="snippet")
        self.text = discord.ui.TextInput[Any](custom_id="text", style=discord.TextStyle.paragraph, max_length=4000)
        self.files = discord.ui.FileUpload[Any](custom_id="files", max_values=2, required=False)
        self.add_item(discord.ui.Label[Any](text="Text", component=self.text))
        self.add_item(discord.ui.Label[Any](text="Files", description="two at most", component=self.files))

    async def on_submit(self, interaction: discord.Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        contents = [(file.filename, await file.read()) for file in self.files.values]
        await interaction.response.send_message(f"{len(self.text.value)} {contents}")


class Again(discord.ui.View):
    """A button that any process of the bot answers."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, _: discord.ui.Button[Any]) -> None:
        await interaction.response.send_message("and again")


def forms(bot: BareBot) -> None:
    @bot.tree.command(description="Write a snippet")
    async def write(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Snippet())


async def test_a_modal_takes_four_thousand_characters_and_files(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot(forms)
    owner = client.user("owner")
    modal = (await owner.slash("general", "write")).modal
    assert modal
    files = [file_json("a.txt", b"one"), file_json("b.txt", b"two")]
    result = await owner.submit(modal, {"text": TEXT, "files": files})
    assert result.text == "4000 [('a.txt', b'one'), ('b.txt', b'two')]"
    answer = await bot.hears(lambda each: each.author == bot.user)
    assert answer.application_id == bot.application_id
    assert answer.interaction_metadata
    assert answer.interaction_metadata.modal_interaction
    assert answer.interaction_metadata.modal_interaction.id == modal.interaction_id


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": TEXT + "!"}, "option_invalid"),
        ({"text": ""}, "option_required"),
        ({"text": "x", "files": [file_json(f"{number}", b"") for number in range(3)]}, "values_invalid"),
    ],
)
async def test_a_modal_takes_no_more(
    client: SandboxClient, start_bot: StartBot, values: dict[str, Any], code: str
) -> None:
    await start_bot(forms)
    owner = client.user("owner")
    modal = (await owner.slash("general", "write")).modal
    assert modal
    with pytest.raises(SandboxRefused) as refused:
        await owner.submit(modal, values)
    assert refused.value.code == code


async def test_a_button_is_answered_by_the_bot_that_was_started_anew(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    channel = discord.utils.get(bot.get_all_channels(), name="general")
    assert isinstance(channel, discord.TextChannel)
    await channel.send("once", view=Again())
    message = await client.wait_for_message("general", author="bot")
    await bot.close()
    anew = await start_bot()
    anew.add_view(Again())
    result = await client.user("member").press(message, "Again")
    assert result.text == "and again"
