"""What happens around jail without a command: members come back, time is over, a process died."""

import asyncio
from collections.abc import Collection, Mapping
from itertools import islice
from typing import TYPE_CHECKING

import discord
from discord.ext import commands
from loguru import logger

from astromorty.cogs.jail.role_changes import Inmate, find_inmate, in_words
from astromorty.database.models import Case, Intent, Jailed
from astromorty.database.models.moderation_case import LONGEST_REASON
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER
from astromorty.moderation_log import write_line
from astromorty.services.cases import NewMeasure
from astromorty.services.timers import TryLater

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# As many members as Discord tells about in one answer
# (https://discord.com/developers/docs/events/gateway-events#request-guild-members).
PAGE = 100


class JailGuard(commands.Cog):
    """Puts members who come back into jail again, and lets out those whose time is over."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Let the cases ask about jail."""
        self.bot.cases.reconcile_with("jail", self._was_jailed)
        self.bot.cases.reconcile_with("unjail", self._was_released)
        self.bot.cases.end_with("jail", self._end)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Put a member who comes back into jail again; what they were given at the door is taken."""
        row = await self.bot.jails.find(member.guild.id, member.id)
        if row is not None:
            await self._lock_up_again(row)

    @commands.Cog.listener()
    async def on_servers_present(self, guilds: Collection[discord.Guild]) -> None:
        """Look for jailed members who came back while nobody was there to see it."""
        by_guild: dict[int, dict[int, Jailed]] = {guild.id: {} for guild in guilds}
        for row in await self.bot.jails.of_guilds(by_guild):
            by_guild[row.guild_id][row.member_id] = row
        for guild_id, rows in by_guild.items():
            guild = self.bot.get_guild(guild_id)
            for start in range(0, len(rows), PAGE):
                if guild is not None:
                    await self._look_for(guild, dict(islice(rows.items(), start, start + PAGE)))

    async def _look_for(self, guild: discord.Guild, rows: Mapping[int, Jailed]) -> None:
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                found = await guild.query_members(user_ids=list(rows), limit=PAGE, cache=False)
        except (discord.HTTPException, *NO_ANSWER) as error:
            logger.warning("Whether jailed members of server {} came back is not known: {!r}", guild.id, error)
            return
        for member in found:
            row = rows[member.id]
            if _came_back(member, row) and member.get_role(row.jail_role_id) is None:
                await self._lock_up_again(row)

    async def _lock_up_again(self, row: Jailed) -> None:
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                inmate = await find_inmate(self.bot, row.guild_id, row.member_id)
                if inmate is not None:
                    await inmate.lock_up(row.jail_role_id, "came back while in jail")
        except (discord.HTTPException, *NO_ANSWER) as error:
            logger.warning("Member {} came back and is not in jail: {}", row.member_id, error)
            sentence = f"⚠️ <@{row.member_id}> came back while in jail, and I could not give them the jail role."
            await write_line(self.bot, row.guild_id, f"{sentence} `jail` does it by hand.")

    async def _was_jailed(self, intent: Intent) -> bool:
        row = await self.bot.jails.find(intent.guild_id, intent.member_id)
        inmate = None if row is None else await self._ask(intent)
        # Who has left meanwhile is in jail when they come back, and loses the role in between.
        took_place = row is not None and (
            inmate is None or row.jail_role_id in inmate.held or _came_back(inmate.member, row)
        )
        if not took_place:
            await self.bot.jails.forget_unless_in_force(intent.guild_id, intent.member_id)
        return took_place

    async def _was_released(self, intent: Intent) -> bool:
        row = await self.bot.jails.find(intent.guild_id, intent.member_id)
        inmate = None if row is None else await self._ask(intent)
        if row is not None and inmate is not None and row.jail_role_id in inmate.held:
            return False
        await self.bot.jails.forget(intent.guild_id, intent.member_id)
        return True

    async def _end(self, case: Case) -> None:
        """Let a member out whose time is over, and record that; raise TryLater while Discord does not do it."""
        assert self.bot.user is not None
        row = await self.bot.jails.find(case.guild_id, case.member_id)
        inmate = None if row is None else await self._ask(case)
        sentences = [f"The time of case {case.number} is over."]
        if row is not None and inmate is not None:
            release = inmate.released(row)
            try:
                async with asyncio.timeout(DISCORD_TIMEOUT):
                    await inmate.let_out(release, sentences[0])
            except (discord.HTTPException, *NO_ANSWER) as error:
                raise TryLater(f"Discord does not give the roles back: {error!r}") from error
            sentences += in_words(release)
        reason = " ".join(sentences)[:LONGEST_REASON]
        measure = NewMeasure(case.guild_id, "unjail", case.member_id, self.bot.user.id, reason)

        async def forget(_case: Case) -> None:
            await self.bot.jails.forget(case.guild_id, case.member_id)

        # Closes the case of the jail in the same transaction: a timer that comes again finds it closed.
        await self.bot.mod_log.post(await self.bot.cases.record_now(measure, also=forget))
        if inmate is not None:
            self.bot.dispatch("jail_release", inmate.member)

    async def _ask(self, about: Case | Intent) -> Inmate | None:
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                return await find_inmate(self.bot, about.guild_id, about.member_id)
        except (discord.HTTPException, *NO_ANSWER) as error:
            raise TryLater(f"Discord does not tell: {error!r}") from error


def _came_back(member: discord.Member, row: Jailed) -> bool:
    """Say whether a member left since they were put into jail."""
    return member.joined_at is not None and member.joined_at > row.jailed_at
