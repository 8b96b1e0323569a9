"""Take the pictures of the sandbox's page for the documentation: `./dev shell python docs/make_screens.py`.

Starts a sandbox of its own and drives it with the system's Chromium.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

PICTURES = Path(__file__).with_name("pictures")
READY = "Sandbox ready: "
WIDE, PHONE = (1180, 740), (390, 780)


async def main() -> None:
    """Take all pictures."""
    async with running_sandbox() as url, launched_browser() as browser:
        await conversation(browser, url)
        await dashboard(browser, url)
        await autocomplete(browser, url)
        await phone(browser, url)


@asynccontextmanager
async def launched_browser() -> AsyncGenerator[Browser]:
    """Run the system's Chromium without a window."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        await browser.close()


@asynccontextmanager
async def running_sandbox() -> AsyncGenerator[str]:
    """Run the sandbox with the bot in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "astromorty", "sandbox", "--port", "0", "--data-dir", folder]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        try:
            async for line in process.stdout:
                if line.startswith(READY.encode()):
                    yield line.decode().removeprefix(READY).strip().rstrip("/")
                    break
        finally:
            process.terminate()
            await process.communicate()


async def open_page(browser: Browser, url: str, size: tuple[int, int], user: str = "owner") -> Page:
    """Open the page in a window of a size, without the first hint."""
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]}, timezone_id="Europe/Berlin")
    await page.add_init_script("localStorage.setItem('first-hint-closed', 'yes')")
    await page.goto(f"{url}/#/{user}/")
    await expect(page.get_by_role("combobox", name="Message")).to_be_visible()
    return page


async def say(page: Page, text: str) -> None:
    """Write a message and wait until it, or the answer to it, is shown."""
    shown = await page.locator("article.message").count()
    await page.get_by_role("combobox", name="Message").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator("article.message")).not_to_have_count(shown)


async def run(page: Page, command: str, option: str | None = None) -> None:
    """Run a slash command."""
    await page.get_by_role("combobox", name="Message").fill(f"/{command}")
    await expect(page.get_by_role("option").first).to_contain_text(command)
    await page.keyboard.press("Enter")
    if option is not None:
        await page.keyboard.type(option)
    shown = await page.locator("article.message").count()
    await page.keyboard.press("Enter")
    await expect(page.locator("article.message")).to_have_count(shown + 1)


async def save(page: Page, name: str) -> None:
    """Save what is shown, once it stands still."""
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(300)
    await page.screenshot(path=PICTURES / f"{name}.png")
    await page.close()


async def conversation(browser: Browser, url: str) -> None:
    """Show a changed prefix, an answer and a reaction, and a refusal that only the member sees."""
    owner = await open_page(browser, url, WIDE)
    await run(owner, "prefix set", "?")
    await say(owner, "Welcome, **everybody**! The prefix is `?` now, try it.")
    member = await open_page(browser, url, WIDE, "member")
    await say(member, "?ping")
    await expect(member.locator("article.message").last).to_contain_text("Pong!")
    await member.locator("article.message").nth(1).click(button="right")
    await member.get_by_role("menuitem", name="Add reaction").click()
    await member.get_by_role("button", name="React with 🎉").click()
    await run(member, "prefix set", "!")
    await save(member, "conversation")
    await owner.close()


async def dashboard(browser: Browser, url: str) -> None:
    """Show the dashboard's general page."""
    page = await open_page(browser, url, WIDE)
    await page.get_by_role("link", name="bot-commands").click()
    await expect(page.get_by_role("heading", name="# bot-commands")).to_be_visible()
    await run(page, "config open")
    await page.get_by_role("button", name="Go to a page").click()
    await page.get_by_role("option", name="General").click()
    await expect(page.locator("article.message").last).to_contain_text("Configuration · General")
    await save(page, "dashboard")


async def autocomplete(browser: Browser, url: str) -> None:
    """Show choices that the bot offers for an option."""
    page = await open_page(browser, url, WIDE)
    await page.get_by_role("combobox", name="Message").fill("/config set")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.type("timezone")
    await expect(page.get_by_role("option")).to_have_text(["timezone"])
    await page.keyboard.press("Tab")
    await page.keyboard.type("europe")
    await expect(page.get_by_role("option").first).to_contain_text("Europe")
    await save(page, "autocomplete")


async def phone(browser: Browser, url: str) -> None:
    """Show the same conversation on a phone."""
    page = await open_page(browser, url, PHONE)
    await run(page, "config open")
    await save(page, "phone")


if __name__ == "__main__":
    asyncio.run(main())
