"""Register the slash commands when they changed: Discord limits how often that may be done (200 creates a day)."""

import hashlib
from typing import TYPE_CHECKING

import msgspec
from loguru import logger

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


def payload_hash(bot: "Astromorty") -> str:
    """Return a hash over all that Discord is told of the slash commands."""
    payload = [command.to_dict(bot.tree) for command in bot.tree.get_commands()]
    payload.sort(key=lambda command: (command["type"], command["name"]))
    return hashlib.sha256(msgspec.json.encode(payload, order="sorted")).hexdigest()


async def sync_commands(bot: "Astromorty", *, force: bool = False) -> int:
    """Register the slash commands if they changed, or anyway with `force`; return how many there are.

    Discord's own list is compared too, by name: another program with the same token may have replaced it.
    """
    assert bot.application_id is not None
    key = f"commands:{bot.application_id}"
    current = payload_hash(bot)
    names = sorted(command.name for command in bot.tree.get_commands())
    if not force and await bot.operator_state.read(key) == current:
        registered = sorted(command.name for command in await bot.tree.fetch_commands())
        if registered == names:
            return len(names)
    await bot.tree.sync()
    await bot.operator_state.remember(key, current)
    logger.info("Registered {} slash commands", len(names))
    return len(names)
