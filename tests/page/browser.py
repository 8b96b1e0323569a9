"""Debian's Chromium, a page in it that must stay free of errors, and what people do there."""

import os
import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome")


@asynccontextmanager
async def open_browser() -> AsyncGenerator[Browser]:
    """Start the system's Chromium; skips the test where there is none."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium on this machine")
    # Chromium's own sandbox cannot be set up by root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        await browser.close()


class Window:
    """A user's window: counts what the user does, and keeps what the console complained about."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.actions = 0
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def forgive(self, pattern: str) -> None:
        """Drop complaints that a test has caused on purpose."""
        self.complaints = [each for each in self.complaints if not re.search(pattern, each)]

    async def open(self, user: str = "") -> None:
        """Open the sandbox's address, acting as a user."""
        self.actions += 1
        await self.page.goto(f"{self.url}/#/{user}/" if user else self.url)
        await expect(self.composer).to_be_visible()

    async def type(self, text: str) -> None:
        """Type where the focus is."""
        self.actions += 1
        await self.page.keyboard.type(text)

    async def press(self, key: str) -> None:
        """Press one key."""
        self.actions += 1
        await self.page.keyboard.press(key)

    async def click(self, target: Locator) -> None:
        """Click once."""
        self.actions += 1
        await target.click()

    async def run(self, command: str, **options: str) -> None:
        """Pick a slash command and run it; optional options are added."""
        await self.composer.fill(f"/{command}")
        await expect(self.page.get_by_role("option").first).to_contain_text(f"/{command}")
        await self.page.keyboard.press("Enter")
        for name, text in options.items():
            await self.option(name, text)
        await self.page.get_by_role("button", name="Run").click()

    async def option(self, name: str, text: str) -> None:
        """Fill in an option of the command that was picked."""
        field = self.page.get_by_label(name, exact=True)
        if await field.count() == 0:
            await self.page.get_by_role("button", name=f"+ {name}").click()
        await field.fill(text)

    @property
    def composer(self) -> Locator:
        """Where messages are written."""
        return self.page.get_by_role("combobox", name="Message")

    @property
    def messages(self) -> Locator:
        """All messages that are shown."""
        return self.page.locator("article.message")

    @property
    def latest(self) -> Locator:
        """The last message."""
        return self.messages.last

    @property
    def notices(self) -> Locator:
        """What went wrong, as the page says it."""
        return self.page.locator(".notice")
