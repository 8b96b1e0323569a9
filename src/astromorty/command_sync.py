"""Register the slash commands when they changed: Discord limits how often that may be done (200 creates a day)."""

import hashlib
from typing import TYPE_CHECKING

import msgspec
from loguru import logger

from astromorty.services.locks import Lock

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# How soon another process does it when this one dies in the middle.
SYNC_SECONDS = 15.0


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
