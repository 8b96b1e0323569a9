"""Roles that members get by themselves, as a part of an exported configuration."""

from typing import TYPE_CHECKING, Annotated, Any

import discord
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from astromorty.cogs.autoroles.role_check import refuse_role
from astromorty.database.controllers.given_role import MOST_ROLES, GivenRoleController
from astromorty.database.models import GivenRoles
from astromorty.errors import InvalidInput
from astromorty.portable import Change, Snowflake, read_part
from astromorty.services.autoroles import checked_text
from astromorty.ui.cards import plain

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class AutorolesContent(BaseModel):
    """What stands in the file: roles for who joins with whether they are for bots, and texts of statuses, by role."""

    model_config = ConfigDict(extra="forbid", strict=True)

    on_join: Annotated[dict[Snowflake, bool], Field(max_length=MOST_ROLES)] = {}
    by_status: Annotated[dict[Snowflake, str], Field(max_length=MOST_ROLES)] = {}


_FILE = TypeAdapter(AutorolesContent)


class PortableAutoroles:
    """Writes and reads it."""

    title = "autoroles and status roles"

    def __init__(self, bot: "Astromorty", stored: GivenRoleController) -> None:
        self._bot = bot
        self._stored = stored

    async def export(self, guild: discord.Guild) -> Any:
        """Return the roles that there still are; None without any."""
        given = await self._stored.get(guild.id)
        content = {
            "on_join": {str(role_id): bots for role_id, bots in given.on_join if guild.get_role(role_id)},
            "by_status": {str(role_id): text for role_id, text in given.by_status if guild.get_role(role_id)},
        }
        return content if any(content.values()) else None

    async def check(self, member: discord.Member, content: object) -> Change:
        """Return what the file would change; raise what the commands would, or `InvalidInput`."""
        wanted = _read({} if content is None else content)
        present = await self._stored.get(member.guild.id)
        lines = _lines(present, wanted)
        for command in _commands(present, wanted):
            await self._bot.gate.refuse(member, command)
        for role_id, _ in sorted({*wanted.on_join, *wanted.by_status} - {*present.on_join, *present.by_status}):
            role = member.guild.get_role(role_id)
            if role is None:
                raise InvalidInput(f"this server has no role {role_id}.")
            refuse_role(member, role)

        async def apply() -> None:
            await self._stored.replace(member.guild.id, wanted)

        return Change(lines, apply)


def _read(content: object) -> GivenRoles:
    given = read_part(_FILE, content)
    on_join = {int(role_id): for_bots for role_id, for_bots in given.on_join.items()}
    by_status = {int(role_id): checked_text(text) for role_id, text in given.by_status.items()}
    return GivenRoles(on_join=tuple(sorted(on_join.items())), by_status=tuple(sorted(by_status.items())))


def _commands(present: GivenRoles, wanted: GivenRoles) -> list[str]:
    """Return which commands it takes to do the same."""
    commands: list[str] = []
    kinds = (("autorole", present.on_join, wanted.on_join), ("statusrole", present.by_status, wanted.by_status))
    for group, before, after in kinds:
        if set(after) - set(before):
            commands.append(f"{group} add")
        if {role_id for role_id, _ in before} - {role_id for role_id, _ in after}:
            commands.append(f"{group} remove")
    return commands


def _lines(present: GivenRoles, wanted: GivenRoles) -> list[str]:
    """Return a line for each role about which the two differ."""
    before, after = _words(present), _words(wanted)
    return [
        f"<@&{role_id}> {kind}: {before.get((kind, role_id), 'no')} → {after.get((kind, role_id), 'no')}"
        for kind, role_id in sorted({*before, *after})
        if before.get((kind, role_id)) != after.get((kind, role_id))
    ]


def _words(given: GivenRoles) -> dict[tuple[str, int], str]:
    joins = {("on joining", role_id): "for bots" if bots else "for members" for role_id, bots in given.on_join}
    return joins | {("for a status", role_id): plain(text) for role_id, text in given.by_status}
