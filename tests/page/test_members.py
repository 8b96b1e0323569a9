"""Who people are in a server: nicknames, roles, coming and going."""

from playwright.async_api import Locator, expect
from tests.page.browser import Window
from tests.page.conftest import OpenWindow

from discord_sandbox.client import SandboxClient

HOME = "Sandbox"


async def member_menu(window: Window, name: str) -> Locator:
    """Open a member's menu from the list of members."""
    await window.page.locator("#members").get_by_role("button", name=name).click()
    return window.page.get_by_role("menu")


async def choose(window: Window, name: str, entry: str) -> None:
    menu = await member_menu(window, name)
    await menu.get_by_role("menuitem", name=entry).click()


async def test_a_nickname_shows_wherever_its_member_does(open_window: OpenWindow, client: SandboxClient) -> None:
    owner, member = await open_window("owner"), await open_window("member")
    asked = await client.user("member").send("general", "who am I?")
    await client.user("owner").send("general", f"<@{asked.author.id}>, of course", reply_to=asked)
    await choose(member, "Mia Member", "Change nickname")
    field = member.page.get_by_label("Nickname in Sandbox")
    await field.fill("<b>Mimi</b>")
    await field.press("Enter")
    await expect(member.page.get_by_role("dialog")).to_have_count(0)
    for place in ("#members .member-name", ".author", ".origin [data-user]", ".mention"):
        await expect(owner.page.locator(place).filter(has_text="<b>Mimi</b>")).to_have_count(1)
    await choose(owner, "<b>Mimi</b>", "Change nickname")
    await owner.page.get_by_label("Nickname in Sandbox").fill("")
    await owner.page.get_by_role("button", name="Save").click()
    await expect(member.page.locator(".author").first).to_have_text("Mia Member")


async def test_roles_come_and_go_and_so_do_members(open_window: OpenWindow, client: SandboxClient) -> None:
    owner, member = await open_window("owner"), await open_window("member")
    await client.add_role(HOME, "Level 5")
    await choose(owner, "Mia Member", "Roles")
    role = owner.page.get_by_role("option", name="Level 5")
    await expect(owner.page.get_by_role("option")).to_have_text(["Moderator", "Level 5"])
    await role.click()
    await expect(role).to_have_attribute("aria-selected", "true")
    menu = await member_menu(member, "Mia Member")
    await expect(menu.get_by_role("list", name="Roles")).to_have_text("Level 5")
    await expect(menu.get_by_role("menuitem", name="Roles")).to_have_count(0)
    await role.click()
    await expect(role).to_have_attribute("aria-selected", "false")
    assert (await client.member(HOME, "member")).roles == []

    await member.page.keyboard.press("Escape")
    await choose(member, "Mia Member", "Leave Sandbox")
    await expect(owner.page.locator("#members .member-name").filter(has_text="Mia")).to_have_count(0)
    await expect(member.page.get_by_role("link", name=HOME, exact=True)).to_have_count(0)
    await member.page.get_by_role("button", name="Join a server").click()
    await member.page.get_by_role("option", name=HOME).click()
    await expect(member.page.get_by_role("heading", name=HOME, exact=True)).to_be_visible()
    await expect(owner.page.locator("#members .member-name").filter(has_text="Mia")).to_have_count(1)


async def test_a_menu_says_what_discord_would_not_let_happen(open_window: OpenWindow) -> None:
    moderator = await open_window("moderator")
    await choose(moderator, "Olive Owner", "Change nickname")
    await moderator.page.get_by_role("button", name="Save").click()
    await expect(moderator.page.get_by_role("alert")).to_contain_text("Missing Permissions (50013)")
    await moderator.page.keyboard.press("Escape")
    await choose(moderator, "Mia Member", "Kick")
    await expect(moderator.page.locator("#members .member-name").filter(has_text="Mia")).to_have_count(0)
    moderator.forgive("403")
    for entry in ("Refuse direct messages", "Accept direct messages"):
        await choose(moderator, "Astromorty", entry)


async def test_a_large_server_shows_how_many_more_there_are(open_window: OpenWindow, client: SandboxClient) -> None:
    owner = await open_window("owner")
    await client.add_members(HOME, 1200)
    members = owner.page.locator("#members")
    await expect(members.get_by_role("heading", name="Members — 1203")).to_be_visible()
    await expect(members).to_contain_text("and 1,103 more")
    await owner.composer.fill("hello all")
    await owner.press("Enter")
    await expect(owner.latest).to_contain_text("hello all")
