"""Sees who joins, who is done with the screening, and what statuses become."""

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands

from astromorty.cogs.autoroles.giving import RoleGiver
from astromorty.cogs.autoroles.status_roles import StatusRoles
from astromorty.database.controllers.given_role import GivenRoleController
from astromorty.services.lanes import Lanes

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# What is still to be given when the bot stops may take so many seconds.
_FINISH_TIMEOUT: Final = 2.0


class AutoroleWatch(commands.Cog):
    """Hands on who may be due a role; servers that give none cost a look into the cache."""

    def __init__(self, bot: "Astromorty", stored: GivenRoleController, giver: RoleGiver) -> None:
        self._bot = bot
        self._stored = stored
        self._giver = giver
        self._lanes = bot.lanes["autoroles"] = Lanes()
        self._statuses = StatusRoles(bot, stored, giver)

    async def cog_unload(self) -> None:
        """Finish what is begun."""
        await self._statuses.close()
        await self._lanes.close(seconds=_FINISH_TIMEOUT)
        del self._bot.lanes["autoroles"]

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Give who comes their roles, unless the server's screening is before them."""
        if not member.pending and (await self._stored.get(member.guild.id)).on_join:
            self._lanes.put(member.guild.id, partial(self._giver.joined, member))

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Give who is done with the screening their roles."""
        if before.pending and not after.pending:
            await self.on_member_join(after)

    @commands.Cog.listener()
    async def on_raw_presence_update(self, payload: discord.RawPresenceUpdateEvent) -> None:
        """Note what a status is now; of members who are not known here, too."""
        await self._statuses.changed(payload)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Let nobody be promised a role that is gone."""
        given = await self._stored.get(role.guild.id)
        if role.id in {role_id for role_id, _ in (*given.on_join, *given.by_status)}:
            await self._stored.forget_role(role.guild.id, role.id)

    @commands.Cog.listener()
    async def on_servers_present(self, guilds: Collection[discord.Guild]) -> None:
        """Look at the statuses that nobody saw change."""
        for guild in guilds:
            await self.look_at_all(guild)

    async def look_at_all(self, guild: discord.Guild) -> None:
        """Compare the roles of all members known here with their statuses."""
        if self._bot.plan.intents.presences:
            await self._statuses.look_at_all(guild)
