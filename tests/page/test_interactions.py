"""All that a bot can ask of a user, with a bot made for it."""

import asyncio
from collections.abc import AsyncIterator

import discord as dpy
import pytest
import pytest_asyncio
from discord import app_commands, ui
from playwright.async_api import FilePayload, expect
from tests.page.browser import Window
from tests.sandbox.bare_bot import BareBot
from tests.sandbox.conftest import point_discord_at

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox

Interaction = dpy.Interaction[BareBot]


@pytest_asyncio.fixture(loop_scope="session")
async def bare_bot(discord: Sandbox, client: SandboxClient, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BareBot]:
    """A bot with the commands below."""
    point_discord_at(discord, monkeypatch)
    async with BareBot(dpy.Intents.all()) as bot:
        add_commands(bot)
        task = asyncio.create_task(bot.start(discord.token))
        await client.wait_for_bot()
        await bot.wait_until_ready()
        await bot.tree.sync()
        yield bot
        await bot.close()
        await task


class Form(ui.Modal, title="A form"):
    """Text, and a select in a label."""

    words: ui.Label[ui.Modal] = ui.Label(
        text="Words", component=ui.TextInput(style=dpy.TextStyle.paragraph, min_length=3)
    )
    people: ui.Label[ui.Modal] = ui.Label(text="People", component=ui.UserSelect(max_values=2))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        words, people = self.words.component, self.people.component
        assert isinstance(words, ui.TextInput)
        assert isinstance(people, ui.UserSelect)
        chosen = ", ".join(user.name for user in people.values)
        await interaction.response.send_message(f"{words.value} for {chosen}")


class Panel(ui.LayoutView):
    """A button that opens a form, a select of several, one of channels."""

    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    many: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    places: ui.ActionRow[ui.LayoutView] = ui.ActionRow()

    @row.button(label="Open")
    async def open(self, interaction: Interaction, _: ui.Button[ui.LayoutView]) -> None:
        await interaction.response.send_modal(Form())

    @many.select(options=[dpy.SelectOption(label=each) for each in "ABC"], max_values=3, placeholder="Letters")
    async def letters(self, interaction: Interaction, select: ui.Select[ui.LayoutView]) -> None:
        await interaction.response.send_message("".join(sorted(select.values)))

    @places.select(cls=ui.ChannelSelect, placeholder="Where", channel_types=[dpy.ChannelType.text])
    async def where(self, interaction: Interaction, select: ui.ChannelSelect[ui.LayoutView]) -> None:
        await interaction.response.send_message(f"In {select.values[0].mention}")


def add_commands(bot: BareBot) -> None:
    """Add a command for each thing to try."""
    tree = bot.tree

    @tree.command(description="Every type")
    async def typed(
        interaction: Interaction,
        text: str,
        whole: app_commands.Range[int, 1, 9],
        number: float,
        flag: bool,
        user: dpy.Member,
        channel: dpy.TextChannel,
        role: dpy.Role,
        anyone: dpy.Member | dpy.Role,
        file: dpy.Attachment,
        size: app_commands.Choice[int],
    ) -> None:
        given = [text, whole, number, flag, user.name, channel.name, role.name, anyone.name, file.filename, size.value]
        await interaction.response.send_message(" ".join(map(str, given)))

    app_commands.choices(size=[app_commands.Choice(name="large", value=40)])(typed)

    @tree.command(description="Say too much")
    async def wrong(interaction: Interaction) -> None:
        await interaction.response.send_message("x" * 2001)

    @tree.command(description="Say nothing")
    async def silent(_: Interaction) -> None:
        return

    @tree.command(description="Show all components")
    async def panel(interaction: Interaction) -> None:
        await interaction.response.send_message(view=Panel())

    @tree.context_menu(name="Count letters")
    async def count(interaction: Interaction, message: dpy.Message) -> None:
        await interaction.response.send_message(f"{len(message.content)} letters", ephemeral=True)

    @tree.context_menu(name="Greet")
    async def greet(interaction: Interaction, member: dpy.Member) -> None:
        await interaction.response.send_message(f"Hello {member.mention}")

    _ = (wrong, silent, panel, count, greet)


pytestmark = pytest.mark.usefixtures("bare_bot")


async def pick(window: Window, name: str, text: str) -> None:
    """Fill in an option that offers choices, by the first that fits."""
    await window.option(name, text)
    await expect(window.page.get_by_role("option").first).to_contain_text(text)
    await window.press("Enter")


async def test_options_of_every_type_reach_the_bot(window: Window) -> None:
    page = window.page
    await window.composer.fill("/typed")
    await expect(page.get_by_role("option")).to_have_count(1)
    await window.press("Enter")
    await window.option("text", "hello")
    await window.option("whole", "3")
    await window.option("number", "2.5")
    for name, text in (("flag", "True"), ("user", "Mia"), ("channel", "general"), ("role", "Moderator")):
        await pick(window, name, text)
    await pick(window, "anyone", "Momo")
    await pick(window, "size", "large")
    upload = FilePayload(name="a.txt", mimeType="text/plain", buffer=b"text")
    await page.get_by_label("file", exact=True).set_input_files(upload)
    await page.get_by_role("button", name="Run").click()
    await expect(window.latest).to_contain_text("hello 3 2.5 True member general Moderator moderator a.txt 40")


async def test_wrong_and_missing_options_are_said_in_the_form(window: Window) -> None:
    page = window.page
    await window.composer.fill("/typed")
    await expect(page.get_by_role("option")).to_have_count(1)
    await window.press("Enter")
    await window.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("text, whole, number")
    await expect(page.get_by_label("text", exact=True)).to_be_focused()
    await window.press("Escape")
    await expect(window.composer).to_be_focused()


async def test_a_refused_answer_shows_discords_code_and_then_that_none_came(discord: Sandbox, window: Window) -> None:
    discord.rest.observe = None  # the answer is longer than Discord's description allows on purpose
    await window.run("wrong")
    refused = window.notices.filter(has_text="50035")
    await expect(refused).to_contain_text("Invalid Form Body")
    await expect(refused).to_contain_text("Must be 2000 or fewer in length.")
    await expect(window.notices.filter(has_text="The application did not respond")).to_be_visible()
    await refused.get_by_role("button", name="Dismiss").click()
    await expect(refused).to_have_count(0)


async def test_a_silent_bot_did_not_respond(window: Window, client: SandboxClient) -> None:
    await window.run("silent")
    await expect(window.notices).to_contain_text("Sent, waiting for the application")
    await client.advance(3)
    await expect(window.notices).to_have_text("/silentThe application did not respondDismiss")


async def test_a_form_with_text_and_a_select(window: Window) -> None:
    page = window.page
    await window.run("panel")
    await page.get_by_role("button", name="Open", exact=True).click()
    form = page.get_by_role("dialog", name="A form")
    await form.get_by_label("Words").fill("no")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_contain_text("must have 3 to 4000 characters")
    await form.get_by_label("Words").fill("letters")
    await form.get_by_label("People").click()
    for name in ("Mia", "Momo"):
        await form.get_by_role("combobox", name="Search").fill(name)
        await form.get_by_role("option", name=name).click()
    await form.get_by_role("button", name="Choose").click()
    await form.get_by_role("button", name="Submit").click()
    await expect(window.latest).to_contain_text("letters for member, moderator")
    window.forgive("status of 400")


async def test_selects_by_keyboard(window: Window) -> None:
    page = window.page
    await window.run("panel")
    await page.get_by_role("button", name="Letters").press("ArrowDown")
    for key in (" ", "ArrowDown", "ArrowDown", " "):
        await window.press(key)
    await page.get_by_role("button", name="Choose").click()
    await expect(window.latest).to_contain_text("AC")
    await page.get_by_role("button", name="Where").click()
    await window.type("bot")
    await expect(page.get_by_role("option")).to_have_count(1)
    await window.press("Enter")
    await expect(window.latest).to_contain_text("In #bot-commands")


async def test_context_menus_of_messages_and_members(window: Window, client: SandboxClient) -> None:
    page = window.page
    await client.user("member").send("general", "seven..")
    await window.messages.first.click(button="right")
    await page.get_by_role("menuitem", name="Count letters").click()
    await expect(window.latest).to_contain_text("7 letters")
    await expect(window.latest).to_contain_text("Only you can see this")
    await page.get_by_role("button", name="Momo Moderator").click()
    await page.get_by_role("menuitem", name="Greet").click()
    await expect(window.latest).to_contain_text("Hello @Momo Moderator")
    await expect(window.latest.locator(".origin")).to_contain_text("Olive Owner used Greet")
