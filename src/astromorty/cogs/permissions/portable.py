"""Ranks and rules as a part of an exported configuration."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import discord
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from astromorty.database.models import PermissionSet, Rank, RankRole, Rule
from astromorty.database.models.permission import HIGHEST_RANK
from astromorty.errors import InvalidInput
from astromorty.portable import Change, read_part
from astromorty.services.permissions.ranks import parse_rank_name, parse_rule
from astromorty.services.permissions.words import rule_words
from astromorty.ui.cards import code

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

RankNumber = Annotated[int, Field(ge=0, le=HIGHEST_RANK)]


class PermissionsContent(BaseModel):
    """What stands in the file: names of ranks, the rank of each role by snowflake, and rules as they are typed."""

    model_config = ConfigDict(extra="forbid")

    ranks: dict[RankNumber, str] = {}
    roles: dict[int, RankNumber] = {}
    rules: dict[str, str] = {}


_FILE = TypeAdapter(PermissionsContent)


class PortablePermissions:
    """What a server decided about permissions; only administrators can replace the whole of it."""

    title = "ranks and rules"

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot

    async def export(self, guild: discord.Guild) -> Mapping[str, object] | None:
        """Return all ranks, the roles that hold them, and all rules."""
        decided = await self._bot.permissions.get_set(guild.id)
        if decided == PermissionSet():
            return None
        return {
            "ranks": {str(rank): name for rank, name in decided.ranks},
            "roles": {str(role_id): rank for role_id, rank in decided.roles},
            "rules": {rule.command: str(rule.rank) if rule.allows == "rank" else rule.allows for rule in decided.rules},
        }

    async def check(self, member: discord.Member, content: object) -> Change:
        """Return what would become of ranks and rules."""
        seen = await self._bot.permissions.get_set(member.guild.id)
        wanted = self._read(member.guild, content)
        lines = list(_difference(seen, wanted))
        if lines and not member.guild_permissions.administrator:
            raise InvalidInput("only administrators can import ranks and rules; leave this part out of the file.")

        async def apply() -> None:
            await self._bot.permission_edits.replace(member.guild.id, wanted)

        return Change(lines, apply)

    def _read(self, guild: discord.Guild, content: object) -> PermissionSet:
        given = read_part(_FILE, content or {})
        ranks = tuple(Rank(rank, parse_rank_name(name)) for rank, name in sorted(given.ranks.items()))
        for role_id, rank in given.roles.items():
            if guild.get_role(role_id) is None:
                raise InvalidInput(f"this server has no role {role_id}.")
            if rank not in given.ranks:
                raise InvalidInput(f"there is no rank {rank} for the role {role_id} to hold.")
            if role_id == guild.id and rank > 0:  # @everyone has the server's own snowflake
                raise InvalidInput("everybody can hold rank 0 only.")
        known = self._bot.gate.subjects()
        rules: list[Rule] = []
        for command, value in sorted(given.rules.items()):
            rule = parse_rule(command, value, ranks) if command in known else None
            if rule is None or known[command].requirement.operator:
                raise InvalidInput(f"there can be no such rule for {code(command[:50])}.")
            rules.append(rule)
        roles = sorted((RankRole(*each) for each in given.roles.items()), key=lambda each: (each.rank, each.role_id))
        return PermissionSet(ranks=ranks, roles=tuple(roles), rules=tuple(rules))


def _name(permissions: PermissionSet, rank: int) -> str:
    name = permissions.name_of(rank)
    return "none" if name is None else code(name)


def _held(rank: int | None) -> str:
    return "no rank" if rank is None else f"rank {rank}"


def _difference(seen: PermissionSet, wanted: PermissionSet) -> list[str]:
    """Return a line for each rank, role and command about which the two differ."""
    lines = [
        f"Rank {rank}: {_name(seen, rank)} → {_name(wanted, rank)}"
        for rank in range(HIGHEST_RANK + 1)
        if seen.name_of(rank) != wanted.name_of(rank)
    ]
    for role_id in sorted({each.role_id for each in (*seen.roles, *wanted.roles)}):
        before, after = seen.rank_of({role_id}), wanted.rank_of({role_id})
        if before != after:
            lines.append(f"<@&{role_id}>: {_held(before)} → {_held(after)}")
    for command in sorted({each.command for each in (*seen.rules, *wanted.rules)}):
        before, after = seen.rule_for([command]), wanted.rule_for([command])
        if before != after:
            shown = [rule_words(r, s) if r else "the default" for r, s in ((before, seen), (after, wanted))]
            lines.append(f"{code(command)}: {shown[0]} → {shown[1]}")
    return lines
