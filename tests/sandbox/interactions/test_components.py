"""Buttons, selects and modals as a user uses them."""

from typing import Any

import discord
import pytest
from discord.ui import TextInput
from tests.sandbox.bare_bot import BareBot, StartBot

from discord_sandbox.client import Message, SandboxClient, SandboxRefused


class Panel(discord.ui.View):
    """One of everything; says what was chosen."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Button(label="Off", custom_id="off", disabled=True))
        self.add_item(discord.ui.Button(label="Site", url="https://example.com"))

    @discord.ui.button(label="Count", custom_id="count")
    async def count(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
        await interaction.response.edit_message(content="pressed")

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
        await interaction.response.send_modal(Question())

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="pressed later")

    @discord.ui.select(
        custom_id="fruit",
        max_values=2,
        options=[discord.SelectOption(label="Apple", value="a"), discord.SelectOption(label="Pear", value="p")],
    )
    async def fruit(self, interaction: discord.Interaction, select: discord.ui.Select[Any]) -> None:
        await interaction.response.send_message(",".join(select.values))

    @discord.ui.select(cls=discord.ui.MentionableSelect, custom_id="whoever", placeholder="Who?", max_values=2)
    async def whoever(self, interaction: discord.Interaction, select: discord.ui.MentionableSelect[Any]) -> None:
        names = [f"{type(each).__name__}:{each.name}" for each in select.values]
        await interaction.response.send_message(" ".join(names))

    @discord.ui.select(cls=discord.ui.ChannelSelect, custom_id="where")
    async def where(self, interaction: discord.Interaction, select: discord.ui.ChannelSelect[Any]) -> None:
        channel = select.values[0]
        await interaction.response.send_message(f"{channel.name} {channel.permissions.send_messages}")


class People(discord.ui.View):
    """The two selects that had no place in the other panel."""

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="user")
    async def user(self, interaction: discord.Interaction, select: discord.ui.UserSelect[Any]) -> None:
        await interaction.response.send_message(f"{type(select.values[0]).__name__}:{select.values[0].name}")

    @discord.ui.select(cls=discord.ui.RoleSelect, custom_id="role")
    async def role(self, interaction: discord.Interaction, select: discord.ui.RoleSelect[Any]) -> None:
        await interaction.response.send_message(select.values[0].name)


class Question(discord.ui.Modal, title="A question"):
    """A text in an action row, one in a label, and a select."""

    def __init__(self) -> None:
        super().__init__()
        apple = discord.SelectOption(label="Apple", value="a")
        self.short: TextInput[Any] = TextInput(label="Short", custom_id="short", max_length=5)
        self.long: TextInput[Any] = TextInput(custom_id="long", required=False, default="as before")
        self.fruit: discord.ui.Select[Any] = discord.ui.Select(custom_id="fruit", options=[apple])
        self.add_item(self.short)
        self.add_item(discord.ui.Label[Any](text="Long", component=self.long))
        self.add_item(discord.ui.Label[Any](text="Fruit", component=self.fruit))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"{self.short.value}|{self.long.value}|{self.fruit.values[0]}")


class Layout(discord.ui.LayoutView):
    """A Components V2 message."""

    def __init__(self) -> None:
        super().__init__()
        button = discord.ui.Button[Any](label="Inner", custom_id="inner")
        section = discord.ui.Section[Any]("Some text", accessory=button)
        self.add_item(discord.ui.Container[Any](discord.ui.TextDisplay[Any]("# Heading"), section))

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        await interaction.response.edit_message(view=discord.ui.LayoutView().add_item(discord.ui.TextDisplay("done")))
        return False


def _panels(bot: BareBot) -> None:
    @bot.tree.command(description="Show a panel")
    async def panel(interaction: discord.Interaction, which: str, ephemeral: bool = False) -> None:
        view = {"panel": Panel, "people": People, "layout": Layout}[which]()
        await interaction.response.send_message(view=view, ephemeral=ephemeral)


async def _show(client: SandboxClient, which: str, *, ephemeral: bool = False) -> Message:
    result = await client.user("owner").slash("general", "panel", which=which, ephemeral=ephemeral)
    assert result.message, result.error
    return result.message


async def test_pressed_button_updates_its_message(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_panels)
    owner = client.user("owner")
    message = await _show(client, "panel")
    for name, text in (("Count", "pressed"), ("later", "pressed later")):
        result = await owner.press(message, name)
        edited = await client.wait_for_edit(message, lambda each, text=text: each.content == text)
        assert (result.error, edited.edited) == (None, True)


async def test_button_of_an_ephemeral_message_updates_it(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_panels)
    message = await _show(client, "panel", ephemeral=True)
    result = await client.user("owner").press(message, "count")
    assert result.message
    assert (result.message.id, result.message.content, result.ephemeral) == (message.id, "pressed", True)
    with pytest.raises(SandboxRefused, match="no message"):
        await client.user("member").press(message, "count")


@pytest.mark.parametrize(
    ("name", "code"), [("off", "disabled"), ("Site", "not_a_button"), ("nowhere", "unknown_component")]
)
async def test_button_that_cannot_be_pressed_is_refused(
    client: SandboxClient, start_bot: StartBot, name: str, code: str
) -> None:
    await start_bot(_panels)
    message = await _show(client, "panel")
    with pytest.raises(SandboxRefused) as refused:
        await client.user("owner").press(message, name)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("panel", "select", "values", "answer"),
    [
        ("panel", "fruit", ["Apple", "p"], "a,p"),
        ("panel", "Who?", ["member", "Moderator"], "Member:member Role:Moderator"),
        ("panel", "where", ["bot-commands"], "bot-commands True"),
        ("people", "user", ["moderator"], "Member:moderator"),
        ("people", "role", ["Moderator"], "Moderator"),
    ],
)
async def test_each_kind_of_select_gives_the_bot_what_was_chosen(
    client: SandboxClient, start_bot: StartBot, panel: str, select: str, values: list[str | int], answer: str
) -> None:
    await start_bot(_panels)
    message = await _show(client, panel)
    assert (await client.user("owner").select(message, select, values)).text == answer


@pytest.mark.parametrize("values", [[], ["a", "p", "a"], ["plum"]])
async def test_values_that_a_select_does_not_offer_are_refused(
    client: SandboxClient, start_bot: StartBot, values: list[str | int]
) -> None:
    await start_bot(_panels)
    message = await _show(client, "panel")
    with pytest.raises(SandboxRefused) as refused:
        await client.user("owner").select(message, "fruit", values)
    assert refused.value.code == "values_invalid"


async def test_submitted_modal_updates_the_message_it_was_opened_from(
    client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot(_panels)
    owner = client.user("owner")
    message = await _show(client, "panel")
    opened = await owner.press(message, "Ask")
    assert opened.modal
    assert [field.custom_id for field in opened.modal.fields()] == ["short", "long", "fruit"]
    result = await owner.submit(opened.modal, {"short": "hi", "fruit": "a"})
    assert result.message
    assert (result.message.id, result.message.content) == (message.id, "hi|as before|a")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"fruit": "a"}, "option_required"),
        ({"short": "too long", "fruit": "a"}, "option_invalid"),
        ({"short": "hi"}, "values_invalid"),
        ({"other": "hi"}, "unknown_component"),
    ],
)
async def test_modal_filled_in_wrongly_is_refused(
    client: SandboxClient, start_bot: StartBot, values: dict[str, str], code: str
) -> None:
    await start_bot(_panels)
    owner = client.user("owner")
    opened = await owner.press(await _show(client, "panel"), "ask")
    assert opened.modal
    with pytest.raises(SandboxRefused) as refused:
        await owner.submit(opened.modal, values)
    assert refused.value.code == code


async def test_layout_is_read_and_replaced(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot(_panels)
    message = await _show(client, "layout")
    assert message.text == "# Heading\nSome text\nInner"
    assert message.component("inner").label == "Inner"
    result = await client.user("owner").press(message, "inner")
    assert result.text == "done"
