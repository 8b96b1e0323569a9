"""Moderating in the page: bans, and the audit log that tells them."""

from playwright.async_api import Locator, expect
from tests.page.browser import Window
from tests.page.conftest import OpenWindow

from discord_sandbox.client import SandboxClient

HOME = "Sandbox"


async def panel(window: Window, name: str) -> Locator:
    await window.page.get_by_role("button", name="Server menu").click()
    await window.page.get_by_role("menuitem", name=name).click()
    return window.page.get_by_role("dialog", name=f"{name} of {HOME}")


async def test_a_ban_stands_in_the_log_until_it_is_lifted(open_window: OpenWindow, client: SandboxClient) -> None:
    moderator = await open_window("moderator")
    bans = await panel(moderator, "Bans")
    await expect(bans).to_contain_text("Nobody is banned")
    await bans.get_by_role("button", name="Close").click()
    await moderator.page.locator("#members").get_by_role("button", name="Mia Member").click()
    await moderator.page.get_by_role("menuitem", name="Ban").click()
    await moderator.page.get_by_label("Reason").fill("<b>spam</b>")
    await moderator.page.get_by_role("button", name="Save").click()
    await expect(moderator.page.locator("#members .member-name").filter(has_text="Mia")).to_have_count(0)
    assert [(ban.name, ban.reason) for ban in await client.bans(HOME)] == [("member", "<b>spam</b>")]
    log = await panel(moderator, "Audit log")
    await expect(log.get_by_role("listitem")).to_contain_text(["member ban add moderator → member"])
    await expect(log.get_by_role("listitem")).to_contain_text(["<b>spam</b>"])
    await moderator.press("Escape")
    await (await panel(moderator, "Bans")).get_by_role("button", name="Lift the ban").click()
    await expect(moderator.page.get_by_role("dialog")).to_contain_text("Nobody is banned")
    assert await client.bans(HOME) == []


async def test_members_find_no_server_menu(open_window: OpenWindow) -> None:
    member = await open_window("member")
    await expect(member.page.get_by_role("heading", name=HOME, exact=True)).to_be_visible()
    await expect(member.page.get_by_role("button", name="Server menu")).to_have_count(0)
