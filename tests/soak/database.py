"""The database past the bot."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from astromorty.database.url import parse_url
from fixtures.postgres import connect


@asynccontextmanager
async def connection(url: str) -> AsyncGenerator[Any]:
    """Yield a connection of the driver's."""
    opened = await connect(**parse_url(url).arguments, command_timeout=20)
    try:
        yield opened
    finally:
        await opened.close()
