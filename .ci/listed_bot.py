"""The bot with all its commands, to be listed: nothing connects."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord

from astromorty.bot import Astromorty
from astromorty.cogs import EXTENSIONS
from astromorty.database.engine import Database
from astromorty.intents import IntentPlan
from astromorty.settings import Settings

NO_DATABASE = "postgresql://127.0.0.1:9/none"


@asynccontextmanager
async def listed_bot() -> AsyncIterator[Astromorty]:
    """Give a bot that has loaded all areas."""
    database = Database.from_url(NO_DATABASE, pool_size=1)
    bot = Astromorty(Settings(), database, IntentPlan(discord.Intents.none(), ()), request_stop=lambda: None)
    for extension in EXTENSIONS:
        await bot.load_extension(extension)
    yield bot
    await database.close()
