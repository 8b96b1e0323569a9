"""Writing, answering, reacting; what stays when the sandbox goes; narrow screens."""

import aiohttp
from playwright.async_api import expect
from tests.page.browser import Window
from tests.page.conftest import OpenWindow

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060f80f0001040100"
    "5fe5c34b0000000049454e44ae426082"
)


async def test_both_see_messages_answers_edits_reactions_and_deletions(open_window: OpenWindow) -> None:
    owner, member = await open_window("owner"), await open_window("member")
    await owner.composer.fill("hello **there**")
    await owner.composer.press("Enter")
    await expect(member.latest.locator("strong")).to_have_text("there")

    await member.latest.hover()
    await member.latest.get_by_role("button", name="Actions").click()
    await member.page.get_by_role("menuitem", name="Reply").click()
    await member.composer.press_sequentially("hi")
    await member.composer.press("Enter")
    await expect(owner.latest).to_contain_text("Olive Ownerhello there")

    await member.composer.press("ArrowUp")
    await expect(member.composer).to_have_value("hi")
    await member.composer.fill("good morning")
    await member.composer.press("Enter")
    await expect(owner.latest).to_contain_text("good morning (edited)")

    await owner.latest.click(button="right")
    await owner.page.get_by_role("menuitem", name="Add reaction").click()
    await owner.page.get_by_role("button", name="React with 🎉").click()
    reaction = member.latest.locator(".reaction")
    await expect(reaction).to_have_text("🎉1")
    await reaction.click()
    await expect(owner.latest.locator(".reaction")).to_have_text("🎉2")
    await expect(reaction).to_have_attribute("aria-pressed", "true")

    await owner.latest.click(button="right")
    await owner.page.get_by_role("menuitem", name="Delete").click()
    await expect(member.messages).to_have_count(1)


async def test_pictures_show_and_other_files_are_handed_out(window: Window, client: SandboxClient) -> None:
    await client.user("member").send("general", "look", files={"dot.png": PICTURE, "notes.txt": b"text"})
    picture = window.latest.locator("img.picture")
    await expect(picture).to_have_attribute("alt", "dot.png")
    assert await picture.evaluate("async image => (await image.decode(), image.naturalWidth)") == 1
    await expect(window.latest.locator(".file")).to_contain_text("notes.txt4 bytes")


async def test_a_member_is_mentioned_by_the_beginning_of_their_name(open_window: OpenWindow) -> None:
    owner, member = await open_window("owner"), await open_window("member")
    await owner.click(owner.composer)
    await owner.type("hi @mia")
    await expect(owner.page.get_by_role("option")).to_have_count(1)
    await owner.press("Enter")
    await owner.type("!")
    await owner.press("Enter")
    await expect(member.latest.locator(".mention")).to_have_text("@Mia Member")
    await expect(member.page.locator(".mentions-me")).to_have_count(1)
    await expect(owner.page.locator(".mentions-me")).to_have_count(0)


async def test_what_is_said_elsewhere_is_marked_unread(window: Window, client: SandboxClient) -> None:
    await client.user("member").send("bot-commands", "over here")
    await expect(window.page.locator(".channel.unread")).to_have_text("#bot-commands")
    await window.page.get_by_role("link", name="bot-commands").click()
    await expect(window.latest).to_contain_text("over here")
    await expect(window.page.locator(".unread")).to_have_count(0)


async def test_who_is_in_no_server_has_direct_messages(open_window: OpenWindow, client: SandboxClient) -> None:
    window = await open_window("newcomer")
    await expect(window.page.get_by_role("heading", name="Astromorty").first).to_be_visible()
    await expect(window.composer).to_be_enabled()
    await client.add_member("Sandbox", "newcomer")
    await expect(window.page.get_by_role("link", name="Sandbox")).to_be_visible()


async def test_the_page_goes_on_after_a_restart_of_the_sandbox(
    discord: Sandbox, window: Window, client: SandboxClient
) -> None:
    await client.user("member").send("general", "before")
    await expect(window.latest).to_contain_text("before")
    port = int(discord.url.rpartition(":")[2])
    await discord.stop()
    await expect(window.page.locator("#banner")).to_contain_text("does not answer")
    async with await Sandbox.start(port=port), SandboxClient(discord.url) as anew:
        await expect(window.messages).to_have_count(0)
        await anew.user("member").send("general", "after")
        await expect(window.latest).to_contain_text("after")
        window.forgive("net::ERR_")
        await window.page.close()


async def test_a_lost_bot_is_said(window: Window) -> None:
    await expect(window.page.locator("#banner")).to_contain_text("The bot is not connected")


async def test_a_phone_shows_all_without_scrolling_sideways(open_window: OpenWindow, client: SandboxClient) -> None:
    window = await open_window(width=360)
    page = window.page
    await client.user("member").send("general", "word" * 60 + " `" + "code" * 40 + "`\n```\n" + "x" * 200 + "\n```")
    await expect(window.messages).to_have_count(1)
    widths = "[document.documentElement, document.getElementById('scroller')].map(each => each.scrollWidth)"
    assert max(await page.evaluate(widths)) <= 360
    await expect(page.get_by_role("link", name="bot-commands")).not_to_be_in_viewport()
    await page.get_by_role("button", name="Servers and channels").click()
    await page.get_by_role("link", name="bot-commands").click()
    await expect(page.get_by_role("heading", name="# bot-commands")).to_be_visible()
    await expect(page.get_by_role("link", name="bot-commands")).not_to_be_in_viewport()
    await page.get_by_role("button", name="Members").click()
    await expect(page.get_by_role("button", name="Mia Member")).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Mia Member")).not_to_be_in_viewport()


async def test_only_the_sandboxs_own_scripts_may_run(discord: Sandbox) -> None:
    async with aiohttp.ClientSession(discord.url) as http:
        for path in ("/", "/page/main.js", "/page/css/page.css"):
            async with http.get(path) as response:
                policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'; script-src 'self'" in policy
            assert "unsafe" not in policy
        async with http.get("/page/../routes.py") as response:
            assert response.status == 404
