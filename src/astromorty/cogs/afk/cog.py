"""Commands of members who are away."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.afk.cards import cleared_card, gone_card, list_lines, welcome_card
from astromorty.cogs.afk.nicknames import Nicknames, Outcome
from astromorty.cogs.afk.watch import Watch, say
from astromorty.context import Context
from astromorty.database.models import DueTimer
from astromorty.database.models.afk import MAX_REASON_LENGTH, AfkEnd
from astromorty.errors import InvalidInput
from astromorty.manual import examples
from astromorty.services.afk import AFK_END, Absences, NewAbsence
from astromorty.services.afk.reason import parse_reason
from astromorty.services.timers import TryLater
from astromorty.ui.cards import card
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

REASON = f"Why, in at most {MAX_REASON_LENGTH} characters; members who mention you are told"


class AfkCog(commands.Cog, name="AFK"):
    """Say that you are away, and learn who asked for you."""

    def __init__(self, bot: "Astromorty", absences: Absences) -> None:
        self.bot = bot
        self.absences = absences
        self.nicknames = Nicknames(bot, absences)
        self._watch = Watch(bot, absences, self.nicknames)

    async def cog_load(self) -> None:
        """Begin to see messages, and absences that end."""
        self.bot.messages.every.append(self._watch.receive)
        self.bot.timers.handle(AFK_END, self._end_in_time)
        self.bot.warmers.append(self.absences.warm)

    async def cog_unload(self) -> None:
        """See no more of them."""
        self.bot.messages.every.remove(self._watch.receive)
        self.bot.timers.forget(AFK_END)
        self.bot.warmers.remove(self.absences.warm)

    @commands.hybrid_group(fallback="set", case_insensitive=True)
    @examples("at lunch")
    @commands.guild_only()
    @app_commands.describe(reason=REASON)
    async def afk(self, ctx: Context, *, reason: str | None = None) -> None:
        """Be away until your next message."""
        await self._leave(ctx, "message", reason)

    @afk.command(name="permanent")
    @examples("on holiday")
    @commands.guild_only()
    @app_commands.describe(reason=REASON)
    async def afk_permanent(self, ctx: Context, *, reason: str | None = None) -> None:
        """Be away until you use `afk clear`, whatever you write."""
        await self._leave(ctx, "command", reason)

    @afk.command(name="until")
    @examples("6pm at the dentist", '"next monday" on holiday')
    @commands.guild_only()
    @app_commands.describe(time="Until when, such as 2h or tomorrow 9am", reason=REASON)
    async def afk_until(self, ctx: Context, time: str, *, reason: str | None = None) -> None:
        """Be away until a time, whatever you write."""
        zone = await self.bot.reminders.zone_of(ctx.author.id, ctx.server.id)
        if ctx.interaction is None and " " not in time:
            time, reason = await self.bot.reminders.split_if_needed(f"{time} {reason or ''}".strip(), zone)
        checked = parse_reason(reason)
        meant = await self.bot.reminders.read_when(time, zone)
        await self._leave(ctx, "time", checked, until=meant.at)

    @afk.command(name="clear")
    @examples("@Mia")
    @commands.guild_only()
    @app_commands.describe(member="Who is back; you if left out. Others need Timeout Members")
    async def afk_clear(self, ctx: Context, member: discord.Member | discord.User = commands.Author) -> None:
        """Be back, or end the absence of a member."""
        is_own = member.id == ctx.author.id
        if not is_own:
            await self.bot.gate.refuse(ctx.author, "clear-afk")
        ended = await self.absences.end(member.id, ctx.server.id)
        if ended is None:
            raise InvalidInput("You are not away." if is_own else f"{member.mention} is not away.")
        await ctx.defer()
        known = ctx.member if is_own else None
        outcome = await self.nicknames.restore(ctx.server.id, member.id, known)
        await ctx.answer(welcome_card(ended, outcome) if is_own else cleared_card(ended, outcome))

    @afk.command(name="list")
    @commands.guild_only()
    async def afk_list(self, ctx: Context) -> None:
        """Show who is away."""
        afks = await self.absences.of_guild(ctx.server.id)
        if afks:
            await answer_pages(ctx, f"{len(afks):,} away", list_lines(afks))
        else:
            await ctx.answer(card(None, "Nobody is away."))

    @commands.Cog.listener()
    async def on_servers_present(self, guilds: Collection[discord.Guild]) -> None:
        """Finish what an earlier process began."""
        left_behind = await self.absences.nicknames_left_behind([guild.id for guild in guilds])
        await self.nicknames.restore_all(left_behind)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Finish what could not be done while the bot was out of this server."""
        await self.nicknames.restore_all(await self.absences.nicknames_left_behind([guild.id]))

    @commands.Cog.listener()
    async def on_member_remove(self, member: discord.Member) -> None:
        """End the absence of who leaves the server; the nickname is gone with them."""
        guild_id = member.guild.id
        if member.id not in await self.absences.members(guild_id):
            return
        await self.absences.end(member.id, guild_id)
        recorded = await self.absences.nickname_to_restore(member.id, guild_id)
        if recorded is not None:
            await self.absences.forget_nickname(recorded)

    @commands.Cog.listener()
    async def on_member_data_erased(self, member_id: int) -> None:
        """Give back what is kept of somebody who asked to be forgotten only in order to be given back."""
        await self.nicknames.restore_all(await self.absences.nicknames_left_behind_of(member_id))

    async def _end_in_time(self, timer: DueTimer) -> None:
        """End an absence whose time is up; also, restore a nickname as Discord did not answer at the return."""
        guild_id, member_id = timer.guild_id, timer.member_id
        assert guild_id is not None
        assert member_id is not None
        until = timer.payload.get("until")
        ended = None
        if until is not None:
            ended = await self.absences.end_by_time(member_id, guild_id, datetime.fromisoformat(until))
        outcome = await self.nicknames.try_restoring(guild_id, member_id)
        if ended is not None:
            await say(self.bot.get_partial_messageable(ended.afk.channel_id), welcome_card(ended, outcome))
        if outcome is Outcome.UNANSWERED:
            raise TryLater("Discord did not answer when a nickname was changed back")

    async def _leave(self, ctx: Context, ends: AfkEnd, reason: str | None, *, until: datetime | None = None) -> None:
        absence = NewAbsence(
            member_id=ctx.author.id,
            guild_id=ctx.server.id,
            channel_id=ctx.channel.id,
            since=ctx.message.created_at,
            reason=parse_reason(reason),
            ends=ends,
            until=until,
        )
        await ctx.defer()
        config = await self.bot.guild_settings.get(ctx.server.id)
        outcome = await self.nicknames.begin(absence, ctx.member, mark=config.afk_nickname)
        await ctx.answer(gone_card(absence, outcome))
