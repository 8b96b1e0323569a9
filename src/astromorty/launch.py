"""A bot's process from its first step to its last."""

import asyncio
import gc
import signal
from collections.abc import AsyncGenerator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from loguru import logger
from sqlalchemy.exc import SQLAlchemyError

from astromorty.bot import Astromorty
from astromorty.cogs import import_areas
from astromorty.database.address import database_url
from astromorty.database.availability import reason
from astromorty.database.connections import drop_all_connections
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseError, DatabaseUnavailableError
from astromorty.database.notifications import Notifications
from astromorty.database.outbox import PostgresOutbox
from astromorty.database.questions import answer_questions
from astromorty.database.schema import bring_up_to_date, newest
from astromorty.database.url import parse_url
from astromorty.errors import StartError
from astromorty.gateway import refusal, time_heartbeats
from astromorty.gateway.pace import pace_gateway
from astromorty.intents import IntentPlan, plan_intents
from astromorty.log.configuration import LogCounts
from astromorty.services.cache.errors import CacheError
from astromorty.services.cache.service import CacheService
from astromorty.services.cache_questions import cache_answers
from astromorty.settings import Settings

if TYPE_CHECKING:
    from astromorty.telemetry.service import Telemetry

ResultT = TypeVar("ResultT")
# How long after it is told to stop the bot waits for its database, in seconds: as long as commands may take to finish,
# and a moment to write what is left.
DATABASE_PATIENCE = 7.0
# What discord.py sleeps out where Discord asks it to wait would otherwise have no end.
LOGIN_TIMEOUT = 60.0


async def run_bot(settings: Settings, log: LogCounts) -> int:
    """Run the bot until it is told to stop; return the exit code of the process. `log` is what is counted of its log.

    SIGTERM and SIGINT end it in order: running commands finish, then gateway, cache and database close.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    serving = asyncio.create_task(_serve(settings, log, stop), name="serve")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        logger.info("Stopping")
        loop.call_later(DATABASE_PATIENCE, drop_all_connections)
        serving.cancel()
    stopping.cancel()
    try:
        await serving
    except asyncio.CancelledError:
        logger.info("Stopped")
    except StartError as error:
        logger.critical("Starting the {} failed: {} {}", error.step, error.reason, error.remedy)
        return 1
    return 0


async def _serve(settings: Settings, log: LogCounts, stop: asyncio.Event) -> None:
    """Start every part after the one it needs; on the way out, close them in the opposite order.

    While the database is opened, Discord is asked for the intents and the areas are imported.
    """
    assert settings.bot_token is not None, "the command line refuses to run without a token"
    token = settings.bot_token.get_secret_value()
    async with AsyncExitStack() as stack:
        telemetry = await _open_telemetry(settings, log, stack)
        _set_up_discord_py(settings)
        reading = await stack.enter_async_context(_meanwhile(_read_intents(settings, token), name="read intents"))
        importing = await stack.enter_async_context(_meanwhile(asyncio.to_thread(import_areas), name="import areas"))
        database = await _open_database(settings, stack)
        async with _logging_in(settings):
            plan = await reading
            await importing
            bot = Astromorty(settings, database, plan, request_stop=stop.set)
            stack.push_async_callback(bot.close)
            await bot.login(token)
        _collect_garbage_from_now_on()
        if telemetry is not None:
            telemetry.watch(bot, shared=settings.external_services.redis_url is not None)
        await _connect(bot)


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, ResultT], *, name: str) -> AsyncGenerator[asyncio.Task[ResultT]]:
    """Run `work` beside what the block does; whoever awaits the task gets its result or its error."""
    task = asyncio.create_task(work, name=name)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _open_telemetry(settings: Settings, log: LogCounts, stack: AsyncExitStack) -> "Telemetry | None":
    """Tell who asks about this process from here on, where the operator wants that."""
    if settings.http.port is None:
        return None
    from astromorty.telemetry.service import telling  # an HTTP server and more, which others need not wait for

    return await stack.enter_async_context(telling(settings, settings.http.port, log))


async def _open_database(settings: Settings, stack: AsyncExitStack) -> Database:
    """Open the operator's database or our own, with its schema brought up to date."""
    try:
        url = await stack.enter_async_context(database_url(settings))
        before = await bring_up_to_date(url)
    except (DatabaseError, SQLAlchemyError) as error:
        raise StartError("database", f"{reason(error)}.", "`astromorty doctor` tells more.") from error
    if before != newest():
        logger.info("Migrated the database from {} to {}", before or "empty", newest())
    cache = await _open_cache(settings, url, stack)
    database = Database.from_url(
        url,
        pool_size=settings.database.pool_size,
        prepared_statements=settings.database.prepared_statements,
        cache=cache,
        notifications=_open_notifications(settings, url, cache, stack),
    )
    stack.push_async_callback(database.close)
    return database


def _open_notifications(
    settings: Settings, url: str, cache: CacheService, stack: AsyncExitStack
) -> Notifications | None:
    """Listen to what other processes send, and answer questions about the cache; None where nothing would arrive."""
    if not (settings.database.prepared_statements and parse_url(url).prepared_statements):
        return None  # a transaction pooler passes no notifications
    notifications = Notifications(url)
    stack.push_async_callback(notifications.close)
    answer_questions(notifications, cache_answers(cache))
    return notifications


async def _open_cache(settings: Settings, url: str, stack: AsyncExitStack) -> CacheService:
    """Open the cache of the database at `url`: shared through Redis where one is set, else this process's own."""
    outbox = PostgresOutbox.from_url(url, prepared_statements=settings.database.prepared_statements)
    stack.push_async_callback(outbox.close)
    redis_url = settings.external_services.redis_url
    try:
        cache = await CacheService.connect(
            redis_url.get_secret_value() if redis_url is not None else None,
            outbox,
            call_timeout=settings.cache.timeout_ms / 1000,
            connect_timeout=settings.cache.connect_timeout_ms / 1000,
            lease=settings.cache.lease_ms / 1000,
            local_entries=settings.cache.local_entries,
        )
    except CacheError as error:
        raise StartError("cache", f"{error}.", "`astromorty doctor` tells more.") from error
    stack.push_async_callback(cache.close)
    return cache


def _collect_garbage_from_now_on() -> None:
    """Let the collector run, and never look at what is there by now: modules, commands and tables stay to the end."""
    gc.freeze()
    gc.enable()


def _set_up_discord_py(settings: Settings) -> None:
    """Tell discord.py where Discord is, and what else it keeps in its classes, before there is a client."""
    Route.BASE = settings.discord_api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
    # Annotated as the one literal that it is by default.
    discord.Asset.BASE = settings.discord_cdn_url  # pyright: ignore[reportAttributeAccessIssue]
    pace_gateway()
    time_heartbeats()
    # The bot joins no voice channel: no advice to install what that needs.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


@asynccontextmanager
async def _logging_in(settings: Settings) -> AsyncGenerator[None]:
    """Say in a `StartError` what keeps the bot from the login, for which there is a minute."""
    try:
        async with asyncio.timeout(LOGIN_TIMEOUT):
            yield
    except discord.LoginFailure:
        raise StartError(
            "Discord login", "Discord refused the token.", "Copy it again from the Developer Portal into BOT_TOKEN."
        ) from None
    except DatabaseUnavailableError as error:
        raise StartError("database", f"{error}.", "`astromorty doctor` tells more.") from error
    except (aiohttp.ClientError, OSError, discord.HTTPException) as error:
        raise StartError(
            "Discord login",
            f"{settings.discord_api_url} did not answer as Discord does: {reason(error)}.",
            "Check the network and DISCORD_API_URL, and Discord's status page.",
        ) from error


async def _connect(bot: discord.Client) -> None:
    """Be connected until the bot is closed; say in a `StartError` why Discord closes the connection for good."""
    try:
        await bot.connect()
    except (discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as error:
        raise refusal(error) from error


async def _read_intents(settings: Settings, token: str) -> IntentPlan:
    """Ask Discord which privileged intents the application has; identifying with another one is a fatal error."""
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        await client.login(token)
        assert client.application is not None
        plan = plan_intents(settings, client.application.flags)
    for off in plan.off:
        logger.warning("{}", off)
    return plan
