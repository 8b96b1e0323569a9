"""Changing a member's roles all at once, in any process that holds the server or not."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from astromorty.database.models import Jailed
from astromorty.services.jail import Release, RoleFacts, Roles, jailed, released, taken

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


@dataclass(frozen=True, slots=True)
class Inmate:
    """A member as Discord has them now, and the roles of their server as far as they matter here."""

    member: discord.Member
    held: frozenset[int]
    roles: Roles

    def taken(self, jail_role_id: int) -> frozenset[int]:
        """Return the roles that jail takes."""
        return taken(self.held, jail_role_id, self.roles)

    def released(self, row: Jailed) -> Release:
        """Return what the release gives."""
        return released(self.held, row.role_ids, row.jail_role_id, self.roles)

    async def lock_up(self, jail_role_id: int, why: str) -> None:
        """Replace all roles that can be taken by the jail role, in one request."""
        await self._set(jailed(self.held, jail_role_id, self.roles), why)

    async def let_out(self, release: Release, why: str) -> None:
        """Give back what can be given, in one request."""
        await self._set(release.role_ids, why)

    async def _set(self, role_ids: Collection[int], why: str) -> None:
        await self.member.edit(roles=[discord.Object(role_id) for role_id in sorted(role_ids)], reason=why)


async def find_inmate(bot: "Astromorty", guild_id: int, member_id: int) -> Inmate | None:
    """Ask Discord for a member and their server's roles; None if they are not there.

    The member known here may not have a role yet that was given a moment ago.
    """
    guild = bot.get_guild(guild_id)
    if guild is None or guild.unavailable:
        guild = await bot.fetch_guild(guild_id)
    try:
        member = await guild.fetch_member(member_id)
    except discord.NotFound:
        return None
    return Inmate(member, _ids(member), await _facts(bot, guild))


async def _facts(bot: "Astromorty", guild: discord.Guild) -> Roles:
    assert bot.user is not None
    me = guild.get_member(bot.user.id) or await guild.fetch_member(bot.user.id)
    return {
        role.id: RoleFacts(role.managed, is_within_reach=role < me.top_role or guild.owner_id == me.id)
        for role in guild.roles
        if not role.is_default()
    }


def _ids(member: discord.Member) -> frozenset[int]:
    return frozenset(role.id for role in member.roles if not role.is_default())


def in_words(release: Release) -> tuple[str, ...]:
    """Say which former roles a member did not get back, and why."""
    sentences: list[str] = []
    if release.out_of_reach:
        mentions = ", ".join(f"<@&{role_id}>" for role_id in release.out_of_reach)
        sentences.append(f"I could not give back {mentions}: it is not below my highest role.")
    if release.deleted:
        sentences.append(
            f"{release.deleted} of their former roles {'was' if release.deleted == 1 else 'were'} deleted."
        )
    return tuple(sentences)
