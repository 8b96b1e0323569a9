"""Gives members the roles that they get by themselves, and takes those of a status."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import discord
from loguru import logger

from astromorty.database.controllers.given_role import GivenRoleController
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER
from astromorty.hierarchy import role_trouble

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

ON_JOIN: Final = "Given to everybody who joins (autorole)"
BY_STATUS: Final = "For the text in their status (statusrole)"


class RoleGiver:
    """Changes one member's roles after the other; who is in jail is given none."""

    def __init__(self, bot: "Astromorty", stored: GivenRoleController) -> None:
        self._bot = bot
        self._stored = stored

    async def joined(self, member: discord.Member) -> None:
        """Give what members, or bots, get on joining."""
        given = await self._stored.get(member.guild.id)
        held = {role.id for role in member.roles}
        due = [role_id for role_id, for_bots in given.on_join if for_bots == member.bot and role_id not in held]
        await self._give(member, due, ON_JOIN)

    async def earned(self, member: discord.Member, give: Collection[int], take: Collection[int]) -> None:
        """Give and take what belongs to a status."""
        for role_id in sorted(take):
            await self._change(member, role_id, BY_STATUS, give=False)
        await self._give(member, sorted(give), BY_STATUS)

    async def _give(self, member: discord.Member, role_ids: Collection[int], why: str) -> None:
        if not role_ids or await self._bot.jails.find(member.guild.id, member.id) is not None:
            return
        for role_id in role_ids:
            await self._change(member, role_id, why, give=True)

    async def _change(self, member: discord.Member, role_id: int, why: str, *, give: bool) -> None:
        role = member.guild.get_role(role_id)
        # The lists of both commands and the dashboard tell of it.
        if role is None or role_trouble(member.guild, role) is not None:
            return
        change = member.add_roles if give else member.remove_roles
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await change(role, reason=why)
        except (discord.HTTPException, *NO_ANSWER) as error:
            logger.warning("Role {} of member {} was not changed: {!r}", role_id, member.id, error)
