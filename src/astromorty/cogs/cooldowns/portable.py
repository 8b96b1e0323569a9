"""Cooldowns in an exported configuration."""

from typing import TYPE_CHECKING, Any

import discord
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from astromorty.cogs.cooldowns.coolable import Coolable
from astromorty.cogs.cooldowns.words import rule_of
from astromorty.database.controllers.cooldown import MOST_COOLDOWNS
from astromorty.database.models import CommandCooldown
from astromorty.database.models.cooldown import LONGEST_WINDOW, MOST_USES, Per
from astromorty.errors import InvalidInput
from astromorty.portable import Change, read_part
from astromorty.services.cooldowns import Cooldowns
from astromorty.ui.cards import code

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    command: str = Field(max_length=100)
    uses: int = Field(ge=1, le=MOST_USES)
    seconds: int = Field(ge=1, le=LONGEST_WINDOW)
    per: Per


_FILE = TypeAdapter(list[_Entry])


class PortableCooldowns:
    """The part of a file that holds them, by command."""

    title = "cooldowns"

    def __init__(self, bot: "Astromorty", cooldowns: Cooldowns, coolable: Coolable) -> None:
        self._bot = bot
        self._cooldowns = cooldowns
        self._coolable = coolable

    async def export(self, guild: discord.Guild) -> Any:
        """Return them in the order of their commands; None if there are none."""
        found = await self._cooldowns.of_guild(guild.id)
        return [each.model_dump(exclude={"guild_id"}) for each in found] or None

    async def check(self, member: discord.Member, content: object) -> Change:
        """Return what would change; raises `InvalidInput`, or `NotAllowed` for who may not set cooldowns."""
        entries = read_part(_FILE, [] if content is None else content)
        guild_id = member.guild.id
        wanted = {each.command: CommandCooldown(guild_id=guild_id, **each.model_dump()) for each in entries}
        if len(wanted) < len(entries) or len(wanted) > MOST_COOLDOWNS:
            raise InvalidInput(f"a command has one, and a server at most {MOST_COOLDOWNS}.")
        for name in wanted:
            if not self._coolable.is_one(name):
                raise InvalidInput(f"{code(name)} is no command of this server.")
        present = {each.command: each for each in await self._cooldowns.of_guild(guild_id)}
        changed = [f"{code(name)}: {rule_of(each)}" for name, each in wanted.items() if present.get(name) != each]
        gone = [f"{code(name)}: no cooldown" for name in present if name not in wanted]
        if changed:
            await self._bot.gate.refuse(member, "cooldown set")
        if gone:
            await self._bot.gate.refuse(member, "cooldown reset")

        async def apply() -> None:
            await self._cooldowns.replace(guild_id, tuple(wanted.values()))

        return Change([*changed, *gone], apply)
