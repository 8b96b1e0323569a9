"""Gives reward roles to whom they are due, in the background."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import discord
from loguru import logger

from astromorty.cogs.levels.reward_trouble import tell_of_trouble
from astromorty.database.models import Reward
from astromorty.hierarchy import role_trouble
from astromorty.services.lanes import Lanes
from astromorty.services.levels.curve import level_at, xp_for
from astromorty.services.levels.rewards import RoleChanges, earned, role_changes

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# As many members as Discord tells about in one answer
# (https://discord.com/developers/docs/events/gateway-events#request-guild-members).
PAGE = 100


class RewardRoles:
    """Compares members' roles with their levels, one member after the other in each server."""

    def __init__(self, bot: "Astromorty", lanes: Lanes) -> None:
        self._bot = bot
        self._lanes = lanes
        self._sweeps: dict[int, int] = {}

    def sync(self, member: discord.Member) -> None:
        """Have the roles of a member compared with the level."""
        self._lanes.put(member.guild.id, partial(self._sync, member))

    def sync_changed(self, guild: discord.Guild, member_id: int, *, former: int | None) -> None:
        """Have roles compared after a change by hand; `former` is the level before, where experience was taken away."""
        self._lanes.put(guild.id, partial(self._sync_fresh, guild, member_id, former))

    def sync_many(self, guild: discord.Guild, former: Mapping[int, int]) -> None:
        """Have the roles of members compared whose experience was taken away, given their levels before."""
        members = sorted(former)
        for start in range(0, len(members), PAGE):
            page = {member_id: former[member_id] for member_id in members[start : start + PAGE]}
            self._lanes.put(guild.id, partial(self._sync_page, guild, page))

    async def resume(self) -> None:
        """Begin the sweeps that are due in servers of this process: requested here, or before a restart."""
        for guild_id, number in (await self._bot.level_rules.requested_sweeps()).items():
            guild = self._bot.get_guild(guild_id)
            if guild is not None and not guild.unavailable and self._sweeps.get(guild_id) != number:
                # An earlier sweep of the server ends where it is.
                self._sweeps[guild_id] = number
                self._lanes.put(guild_id, partial(self._sweep_page, guild, number, 0))

    async def _sync(self, member: discord.Member) -> None:
        # As far as is known here; only what seems to be due is worth asking Discord.
        if await self._due(member, None):
            await self._sync_fresh(member.guild, member.id, None)

    async def _sync_fresh(self, guild: discord.Guild, member_id: int, former: int | None) -> None:
        if not (await self._bot.level_rules.get(guild.id)).rewards:
            return
        try:
            # The member known here may not have a role yet that was given a moment ago.
            member = await guild.fetch_member(member_id)
        except discord.NotFound:
            return  # left; the roles are given when the member is back
        await self._compare(member, former)

    async def _sync_page(self, guild: discord.Guild, former: Mapping[int, int]) -> None:
        rules = await self._bot.level_rules.get(guild.id)
        concerned = [id_ for id_, level in former.items() if earned(rules.rewards, level, replace=False)]
        if not concerned:
            return
        for member in await guild.query_members(user_ids=concerned, limit=PAGE, cache=False):
            await self._compare(member, former[member.id])

    async def _sweep_page(self, guild: discord.Guild, number: int, after: int) -> None:
        """Compare some members' roles, then queue behind what has come up meanwhile."""
        if self._sweeps.get(guild.id) != number:
            return
        try:
            last = await self._compare_page(guild, after)
        except BaseException:
            del self._sweeps[guild.id]  # the next resume begins anew
            raise
        if last is not None:
            self._lanes.put(guild.id, partial(self._sweep_page, guild, number, last))
            return
        del self._sweeps[guild.id]
        await self._bot.level_rules.finish_sweep(guild.id, number)

    async def _compare_page(self, guild: discord.Guild, after: int) -> int | None:
        """Compare the roles of the next members; return the last one's ID, or None if there are no more."""
        rules = await self._bot.level_rules.get(guild.id)
        if not rules.rewards:
            return None
        least = xp_for(min(reward.level for reward in rules.rewards))
        page = await self._bot.levels.members_after(guild.id, after, least=least, limit=PAGE)
        if not page:
            return None
        ids = [level.member_id for level in page]
        for member in await guild.query_members(user_ids=ids, limit=PAGE, cache=False):
            await self._compare(member, None)
        return ids[-1]

    async def _due(self, member: discord.Member, former: int | None) -> RoleChanges | None:
        """Return what is to be changed of a member's roles; None for nothing."""
        rules = await self._bot.level_rules.get(member.guild.id)
        if not rules.rewards:
            return None
        config = await self._bot.guild_settings.get(member.guild.id)
        found = await self._bot.levels.get(member.id, member.guild.id)
        level = level_at(found.xp) if found else 0
        held = {role.id for role in member.roles}
        replace = config.levels_rewards == "replace"
        changes = role_changes(rules.rewards, level, held, replace=replace, former=former)
        return changes if changes.give or changes.take else None

    async def _compare(self, member: discord.Member, former: int | None) -> None:
        changes = await self._due(member, former)
        if changes is None or await self._bot.jails.find(member.guild.id, member.id) is not None:
            return  # who is in jail gets roles after it
        rules = await self._bot.level_rules.get(member.guild.id)
        for reward in rules.rewards:
            if reward.role_id in changes.take:
                await self._change(member, reward, give=False)
        for reward in rules.rewards:
            if reward.role_id in changes.give:
                await self._change(member, reward, give=True)

    async def _change(self, member: discord.Member, reward: Reward, *, give: bool) -> None:
        guild, role = member.guild, member.guild.get_role(reward.role_id)
        trouble = role_trouble(guild, role)
        if role is not None and trouble is None:
            change = member.add_roles if give else member.remove_roles
            try:
                await change(role, reason=f"Reward for level {reward.level:,}")
            except discord.Forbidden:
                trouble = "Discord does not let me"
            except discord.NotFound:
                logger.debug("Member {} left server {} or role {} was deleted", member.id, guild.id, role.id)
                return
        if (trouble is not None) != reward.is_reported:
            is_reported = trouble is not None
            changed = await self._bot.level_rules.set_reported(guild.id, reward.role_id, is_reported=is_reported)
            if changed and trouble is not None:
                await tell_of_trouble(guild, reward, trouble)
