"""Which members are due a role, or due to lose one, for what their status became."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import discord
from loguru import logger

from astromorty.cogs.autoroles.giving import RoleGiver
from astromorty.database.controllers.given_role import GivenRoleController
from astromorty.database.models import GivenRoles
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER
from astromorty.services.autoroles import LastEarned, LatestStates, Statuses, earned_by, role_changes

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# https://discord.com/developers/docs/events/gateway-events#request-guild-members: what one question can be about.
_ASKED_AT_ONCE: Final = 100


class StatusRoles:
    """Lets statuses be handled that change what a member has earned; others cost no request.

    Members that are not known here are asked for over the gateway, a hundred of a server at once.
    """

    def __init__(self, bot: "Astromorty", stored: GivenRoleController, giver: RoleGiver) -> None:
        self._bot = bot
        self._stored = stored
        self._giver = giver
        self._latest = LatestStates(self._handle)
        self._earned = LastEarned()

    async def close(self) -> None:
        """Handle no more."""
        await self._latest.close()

    async def changed(self, payload: discord.RawPresenceUpdateEvent) -> None:
        """Note what a member's status is now."""
        guild = self._bot.get_guild(payload.guild_id or 0)
        if guild is None or not (given := await self._stored.get(guild.id)).by_status:
            return
        guild_id, member_id = guild.id, payload.user_id
        status = status_text(payload.client_status.status, payload.activities)
        member = guild.get_member(member_id)
        if member is None:
            is_due = self._earned.get(guild_id, member_id) != earned_by(given, status)
        else:
            self._earned.forget(guild_id, member_id)
            is_due = _is_due(given, member, status)
        if is_due:
            self._latest.put(guild_id, member_id, status)
        else:
            self._latest.drop(guild_id, member_id, status)

    async def look_at_all(self, guild: discord.Guild) -> None:
        """Compare the roles of all members known here with their statuses."""
        given = await self._stored.get(guild.id)
        if not given.by_status:
            return
        for member in guild.members:
            status = status_text(member.status, member.activities)
            if _is_due(given, member, status):
                self._latest.put(guild.id, member.id, status)

    async def _handle(self, guild_id: int, statuses: Statuses) -> Statuses:
        given = await self._stored.get(guild_id)
        guild = self._bot.get_guild(guild_id)
        if guild is None or not given.by_status:
            return {}
        unknown = [member_id for member_id in statuses if guild.get_member(member_id) is None]
        # Who earns something waits for it; the others are asked for in case they still have what they earned before.
        unknown.sort(key=lambda member_id: not earned_by(given, statuses[member_id]))
        asked = unknown[:_ASKED_AT_ONCE]
        found = await _ask_for(guild, asked) if asked else {}
        if found is not None:
            for member_id in asked:
                self._earned.put(guild_id, member_id, earned_by(given, statuses[member_id]))
        for member_id, status in statuses.items():
            member = guild.get_member(member_id) or (found or {}).get(member_id)
            if member is not None:
                await self._one(given, member, status)
        later = unknown if found is None else unknown[_ASKED_AT_ONCE:]
        return {member_id: statuses[member_id] for member_id in later}

    async def _one(self, given: GivenRoles, member: discord.Member, status: str | None) -> None:
        if not _is_due(given, member, status):
            return
        give, take = role_changes(given, status, [role.id for role in member.roles])
        try:
            await self._giver.earned(member, give, take)
        except Exception:  # the edge of one member: the next ones are handled all the same
            logger.exception("The status of member {} was not handled", member.id)


def _is_due(given: GivenRoles, member: discord.Member, status: str | None) -> bool:
    return not member.bot and any(role_changes(given, status, [role.id for role in member.roles]))


async def _ask_for(guild: discord.Guild, member_ids: Collection[int]) -> dict[int, discord.Member] | None:
    """Return those that are members, by snowflake; None where Discord does not answer."""
    try:
        async with asyncio.timeout(DISCORD_TIMEOUT):
            found = await guild.query_members(user_ids=list(member_ids), limit=_ASKED_AT_ONCE, cache=False)
    except (discord.HTTPException, *NO_ANSWER) as error:
        logger.warning("{} members of server {} were not found: {!r}", len(member_ids), guild.id, error)
        return None
    return {member.id: member for member in found}


def status_text(status: discord.Status | str, activities: tuple[object, ...]) -> str | None:
    """Return the text of a custom status; None for who is offline."""
    if status in {discord.Status.offline, discord.Status.invisible}:
        return None
    texts = [each.name for each in activities if isinstance(each, discord.CustomActivity) and each.name]
    return texts[0] if texts else ""
