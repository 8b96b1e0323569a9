"""A browser for the tests here, with a window and storage of its own for each, and the bot of the end-to-end tests.

Starting a browser takes longer than what a test does with it. As a browser is used in the event loop that started it,
all that is awaited here runs in the one of the session.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from tests.page.browser import Window, open_browser

from discord_sandbox.client import SandboxClient
from discord_sandbox.rest.app import RequestObserver
from discord_sandbox.server import Sandbox
from e2e.conftest import starting_bots
from e2e.running_bot import RunningBot

OpenWindow = Callable[..., Awaitable[Window]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def discord(observe_requests: RequestObserver | None) -> AsyncIterator[Sandbox]:
    async with Sandbox(rate_limits=False, observe=observe_requests) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def client(discord: Sandbox) -> AsyncIterator[SandboxClient]:
    async with SandboxClient(discord.url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def bot(discord: Sandbox, client: SandboxClient, database_url: str, tmp_path: Path) -> AsyncIterator[RunningBot]:
    async with starting_bots(discord, client, database_url, tmp_path) as start:
        yield await start()


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(browser: Browser, discord: Sandbox) -> AsyncIterator[OpenWindow]:
    """Open windows, each with storage of its own; in the end none may have complained on its console."""
    windows: list[Window] = []

    async def open_one(user: str = "", *, width: int = 1280) -> Window:
        window = Window(await browser.new_page(viewport={"width": width, "height": 800}), discord.url)
        windows.append(window)
        await window.open(user)
        return window

    yield open_one
    for window in windows:
        await window.page.close()
    assert [window.complaints for window in windows] == [[] for _ in windows]


@pytest_asyncio.fixture(loop_scope="session")
async def window(open_window: OpenWindow) -> Window:
    return await open_window()
