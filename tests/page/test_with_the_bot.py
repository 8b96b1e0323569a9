"""The real bot, used in the browser."""

import pytest
from playwright.async_api import expect
from tests.page.browser import Window
from tests.page.conftest import OpenWindow

from discord_sandbox.client import SandboxClient

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_newcomer_changes_the_prefix_in_five_actions(window: Window) -> None:
    page = window.page
    await window.click(page.get_by_role("button", name="/prefix set"))
    await expect(page.get_by_label("prefix", exact=True)).to_be_focused()
    await window.type("?")
    await window.press("Enter")
    await expect(window.latest).to_contain_text("The prefix is now ?")
    await expect(window.latest).to_contain_text("Olive Owner used /prefix set")
    assert window.actions <= 5
    await window.composer.fill("?ping")
    await window.composer.press("Enter")
    await expect(window.latest).to_contain_text("Pong!")


async def test_the_prefix_changes_by_keyboard_alone_in_six_actions(window: Window) -> None:
    await window.click(window.composer)
    await window.type("/prefix set")
    await expect(window.page.get_by_role("option")).to_have_count(1)
    await window.press("Enter")
    await window.type("?")
    await window.press("Enter")
    await expect(window.latest).to_contain_text("The prefix is now ?")
    assert window.actions <= 6
    await expect(window.composer).to_be_focused()


async def test_a_member_alone_sees_the_refusal(open_window: OpenWindow) -> None:
    owner, member = await open_window("owner"), await open_window("member")
    await member.run("prefix set", prefix="x")
    await expect(member.latest).to_contain_text("You need the Manage Server permission")
    await expect(member.latest).to_contain_text("Only you can see this")
    await owner.composer.fill("after")
    await owner.composer.press("Enter")
    await expect(owner.latest).to_contain_text("after")
    await expect(owner.messages).to_have_count(1)
    await expect(member.messages).to_have_count(2)
    await member.page.get_by_role("button", name="Dismiss message").click()
    await expect(member.messages).to_have_count(1)


async def test_the_dashboard_changes_the_prefix_by_select_and_form(window: Window) -> None:
    page = window.page
    await window.run("config open")
    await page.get_by_role("button", name="Go to a page").click()
    await page.get_by_role("option", name="General").click()
    await expect(window.latest).to_contain_text("Configuration · General")
    await page.get_by_role("button", name="Change", exact=True).first.click()
    form = page.get_by_role("dialog", name="Prefix")
    await expect(form.get_by_label("Prefix")).to_be_focused()
    await form.get_by_label("Prefix").fill("!")
    await form.get_by_label("Prefix").press("Enter")
    await expect(form).to_have_count(0)
    await expect(window.latest).to_contain_text("Prefix was saved")
    await expect(window.latest).to_contain_text("Prefix !")


async def test_options_complete_by_arrow_keys(window: Window) -> None:
    page = window.page
    await window.composer.fill("/config set")
    await expect(page.get_by_role("option")).to_have_count(1)
    await window.press("Enter")
    await window.type("zone")
    await expect(page.get_by_role("option")).to_have_text(["timezone"])
    await window.press("Tab")
    await expect(page.get_by_label("value", exact=True)).to_be_focused()
    await window.type("berl")
    await expect(page.get_by_role("option").first).to_have_text("Europe/Berlin")
    await window.press("Enter")
    await expect(page.get_by_label("value", exact=True)).to_have_value("Europe/Berlin")
    await window.press("Enter")
    await expect(window.latest).to_contain_text("Time zone is now Europe/Berlin")


async def test_direct_messages_with_the_bot(window: Window) -> None:
    await window.page.get_by_role("link", name="Direct messages").click()
    await window.composer.fill("$ping")
    await window.composer.press("Enter")
    await expect(window.latest).to_contain_text("Pong!")


async def test_switching_the_user_shows_what_that_user_sees(window: Window) -> None:
    page = window.page
    await expect(page.get_by_role("link", name="mod-log")).to_be_visible()
    await page.get_by_role("button", name="You act as Olive Owner").click()
    await page.get_by_role("option", name="Mia Member").click()
    await expect(page.get_by_role("button", name="You act as Mia Member")).to_be_visible()
    await expect(page.get_by_role("link", name="general")).to_be_visible()
    await expect(page.get_by_role("link", name="mod-log")).to_have_count(0)


async def test_a_file_is_handed_out_and_taken_back(window: Window, client: SandboxClient) -> None:
    await client.user("owner").slash("general", "prefix set", prefix="?")
    await window.run("config export")
    async with window.page.expect_download() as download:
        await window.latest.get_by_role("link", name="config-").click()
    file = await (await download.value).path()
    await client.user("owner").slash("general", "prefix set", prefix="!")
    await window.composer.fill("/config import")
    await expect(window.page.get_by_role("option")).to_have_count(1)
    await window.press("Enter")
    await window.page.get_by_label("file", exact=True).set_input_files(
        {"name": "config.json", "mimeType": "application/json", "buffer": file.read_bytes()}
    )
    await window.page.get_by_role("button", name="Run").click()
    await window.page.get_by_role("button", name="Import").click()
    await expect(window.latest).to_contain_text("The configuration was imported")
