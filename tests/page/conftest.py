"""A browser for each test, and the bot of the end-to-end tests."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser
from tests.page.browser import Window, open_browser

from discord_sandbox.server import Sandbox
from e2e.conftest import bot, client, discord, start_bot

__all__ = ["bot", "client", "discord", "start_bot"]

OpenWindow = Callable[..., Awaitable[Window]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as started:
        yield started


@pytest.fixture
async def open_window(browser: Browser, discord: Sandbox) -> AsyncIterator[OpenWindow]:
    """Open windows, each with storage of its own; in the end none may have complained on its console."""
    windows: list[Window] = []

    async def open_one(user: str = "", *, width: int = 1280) -> Window:
        window = Window(await browser.new_page(viewport={"width": width, "height": 800}), discord.url)
        windows.append(window)
        await window.open(user)
        return window

    yield open_one
    assert [window.complaints for window in windows] == [[] for _ in windows]


@pytest.fixture
async def window(open_window: OpenWindow) -> Window:
    return await open_window()
