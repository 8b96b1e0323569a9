"""Register the slash commands when they changed: Discord limits how often that may be done (200 creates a day)."""

import asyncio
import hashlib
from contextvars import Context
from typing import TYPE_CHECKING

import msgspec
from loguru import logger

from astromorty.services.locks import Lock

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# How soon another process does it when this one dies in the middle.
SYNC_SECONDS = 15.0
# How long a start waits for it: Discord may ask to wait for an hour, and so may the process that does it first.
START_PATIENCE = 10.0


def payload_hash(bot: "Astromorty") -> str:
    """Return a hash over all that Discord is told of the slash commands."""
    payload = [command.to_dict(bot.tree) for command in bot.tree.get_commands()]
    payload.sort(key=lambda command: (command["type"], command["name"]))
    return hashlib.sha256(msgspec.json.encode(payload, order="sorted")).hexdigest()


async def sync_commands(bot: "Astromorty", *, force: bool = False) -> int:
    """Register the slash commands if they changed, or anyway with `force`; return how many there are.

    Processes that start together do it once. Discord's own list is compared too, by name: another program with the
    same token may have replaced it.
    """
    key = f"commands:{bot.application_id}"
    async with bot.locks.hold(key, seconds=SYNC_SECONDS) as lock:
        return await _sync(bot, lock, key, force=force)


class StartSync:
    """Registers the slash commands at the start of the process, and after it what takes too long."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self._task: asyncio.Task[int] | None = None

    async def begin(self) -> None:
        """Register the slash commands if they changed; return after 10 s, whether that is done or not."""
        self._task = asyncio.create_task(sync_commands(self._bot), name="register slash commands", context=Context())
        done, _ = await asyncio.wait([self._task], timeout=START_PATIENCE)
        if done:
            self._task.result()
            return
        logger.warning("Registering the slash commands takes long: the bot goes on with those that Discord knows")
        self._task.add_done_callback(_report)

    async def close(self) -> None:
        """Leave what is not registered by now to the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


def _report(registering: asyncio.Task[int]) -> None:
    if not registering.cancelled() and (error := registering.exception()) is not None:
        logger.error("The slash commands are not registered, the next start tries again: {!r}", error)


async def _sync(bot: "Astromorty", lock: Lock, key: str, *, force: bool) -> int:
    current = payload_hash(bot)
    names = sorted(command.name for command in bot.tree.get_commands())
    if not force and await bot.operator_state.read(key) == current:
        registered = sorted(command.name for command in await bot.tree.fetch_commands())
        if registered == names:
            return len(names)
    await bot.tree.sync()
    async with bot.database.unit_of_work():
        await lock.fence()
        await bot.operator_state.remember(key, current)
    logger.info("Registered {} slash commands", len(names))
    return len(names)
