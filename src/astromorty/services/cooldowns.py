"""Cooldowns of commands: what a server decided, and how often each was used lately in this process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from discord.ext import commands

from astromorty.database.controllers.cooldown import CooldownController
from astromorty.database.engine import Database
from astromorty.database.errors import DatabaseUnavailableError, TooManyRowsError
from astromorty.database.models import CommandCooldown
from astromorty.database.models.cooldown import LONGEST_WINDOW, MOST_USES, Per
from astromorty.errors import InvalidInput
from astromorty.services.warming import warm_guilds


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody's use of a command; `path` is its name and those of its groups, the innermost first."""

    guild_id: int
    channel_id: int
    member_id: int
    path: Sequence[str]


@dataclass(frozen=True, slots=True)
class Wait:
    """A cooldown that has been used up, and in how many seconds it lets somebody pass again."""

    cooldown: CommandCooldown
    seconds: float


def cooldown_for(path: Sequence[str], cooldowns: Sequence[CommandCooldown]) -> CommandCooldown | None:
    """Return the cooldown of the first command in `path`, a command and then its groups, that has one."""
    found = {each.command: each for each in cooldowns if each.command in path}
    return next((found[command] for command in path if command in found), None)


class Cooldowns:
    """Keeps what servers decided, and counts in this process: a server is on one shard, and that in one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = CooldownController(database)
        # One mapping for each cooldown that is in use: discord.py looks through all of a mapping's at each use.
        self._counts: dict[tuple[int, str], tuple[CommandCooldown, commands.DynamicCooldownMapping[Use]]] = {}

    async def warm(self, guild_ids: Collection[int]) -> int:
        """Load these servers' cooldowns, so that no first command has to wait; return how many entries were filled."""
        return await warm_guilds(self._table.cache, guild_ids, self._table.preload)

    async def of_guild(self, guild_id: int) -> tuple[CommandCooldown, ...]:
        """Return a server's cooldowns by name."""
        return await self._table.of_guild(guild_id)

    async def find(self, use: Use) -> CommandCooldown | None:
        """Return the cooldown that a use counts for; none while the database is away: better often than never."""
        try:
            return cooldown_for(use.path, await self._table.of_guild(use.guild_id))
        except DatabaseUnavailableError:
            return None

    def count(self, cooldown: CommandCooldown, use: Use) -> Wait | None:
        """Count a use; return how long to wait, and count nothing, where it is one too many."""
        key = (cooldown.guild_id, cooldown.command)
        kept = self._counts.get(key)
        if kept is None or kept[0] != cooldown:
            self._counts[key] = kept = (cooldown, _counting(cooldown))
        seconds = kept[1].update_rate_limit(use)
        return None if seconds is None else Wait(cooldown, seconds)

    async def set(self, guild_id: int, command: str, *, uses: int, seconds: int, per: Per) -> CommandCooldown:
        """Let a command be used so often in so many seconds; raises `InvalidInput`."""
        refuse_numbers(uses, seconds)
        try:
            async with self._database.unit_of_work():
                return await self._table.set(guild_id, command, uses=uses, seconds=seconds, per=per)
        except TooManyRowsError as error:
            raise InvalidInput(
                f"There are {error.most} cooldowns already, as many as there may be. `cooldown reset` makes room."
            ) from None

    async def replace(self, guild_id: int, wanted: Sequence[CommandCooldown]) -> None:
        """Let a server have these cooldowns and no others, inside a unit of work."""
        for each in await self._table.of_guild(guild_id):
            await self._table.reset(guild_id, each.command)
        for each in wanted:
            await self._table.set(guild_id, each.command, uses=each.uses, seconds=each.seconds, per=each.per)

    async def reset(self, guild_id: int, command: str) -> bool:
        """Take a command's own cooldown away; say whether there was one."""
        self._counts.pop((guild_id, command), None)
        async with self._database.unit_of_work():
            return await self._table.reset(guild_id, command)

    def forget_guild(self, guild_id: int) -> None:
        """Count nothing more of a server that the bot left."""
        for key in [key for key in self._counts if key[0] == guild_id]:
            del self._counts[key]


def refuse_numbers(uses: int, seconds: int) -> None:
    """Raise `InvalidInput` unless a cooldown may have these numbers."""
    if not 1 <= uses <= MOST_USES:
        raise InvalidInput(f"A command can be used 1 to {MOST_USES} times before it rests, for example 2.")
    if not 1 <= seconds <= LONGEST_WINDOW:
        raise InvalidInput(f"A cooldown lasts 1 to {LONGEST_WINDOW:,} seconds, which is a day; for example 30.")


def _counting(cooldown: CommandCooldown) -> commands.DynamicCooldownMapping[Use]:
    def new(_: Use) -> commands.Cooldown:
        return commands.Cooldown(cooldown.uses, cooldown.seconds)

    def whose(use: Any) -> int:
        return {"member": use.member_id, "channel": use.channel_id, "server": use.guild_id}[cooldown.per]

    return commands.DynamicCooldownMapping(new, whose)
