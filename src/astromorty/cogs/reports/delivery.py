"""Brings reports to the moderators."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands

from astromorty.cogs.reports.entry import Report, report_entry
from astromorty.cogs.reports.form import Target
from astromorty.context import Interaction
from astromorty.errors import InvalidInput, Refusal
from astromorty.ui.cards import done
from astromorty.ui.team_notice import ClosedChannels

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

MOST_REPORTS: Final = 3
# Seconds.
PER: Final = 600.0
_CLOSED: Final = (
    "I cannot write where this server's reports go; I have told its team. Write to a moderator yourself, please."
)


class Delivery:
    """Posts reports in the channel that the server chose, and keeps members from flooding it."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self.closed = ClosedChannels()
        self._recent = commands.CooldownMapping[Interaction](
            commands.Cooldown(MOST_REPORTS, PER), lambda press: (press.guild_id, press.user.id)
        )

    async def expect_possible(self, interaction: Interaction, target: Target | None) -> int:
        """Return the channel for reports; raise `Refusal` if this member cannot report `target`, or anybody."""
        assert interaction.guild_id is not None
        channel_id = (await self._bot.guild_settings.get(interaction.guild_id)).log_reports
        if channel_id is None:
            raise Refusal("This server takes no reports here. Write to one of its moderators.")
        if target is not None and target.id == interaction.user.id:
            raise InvalidInput("You cannot report yourself; name another member.")
        if target is not None and target.bot:
            raise InvalidInput("Bots cannot be reported; tell a moderator what this one does.")
        wait = self._bucket(interaction).get_retry_after(interaction.created_at.timestamp())
        if wait:
            at = discord.utils.format_dt(interaction.created_at + timedelta(seconds=wait), "R")
            raise Refusal(f"You can report {MOST_REPORTS} times in {PER / 60:.0f} minutes; the next time {at}.")
        return channel_id

    async def deliver(
        self, interaction: Interaction, target: Target, reason: str, message: discord.Message | None
    ) -> None:
        """Post a report and confirm it to its reporter alone."""
        guild = interaction.guild
        assert guild is not None
        if not reason:
            raise InvalidInput("The form was empty. Say in a few words what happened.")
        channel_id = await self.expect_possible(interaction, target)
        self._bucket(interaction).update_rate_limit(interaction.created_at.timestamp())
        await interaction.response.defer(ephemeral=True, thinking=True)
        is_gone = await member_of(guild, target) is None
        report = Report(interaction.user, target, is_gone, interaction.channel_id or 0, reason, message)
        channel = self._bot.get_partial_messageable(channel_id, guild_id=guild.id)
        try:
            # Discord drops a second message of the same nonce: discord.py repeats a request whose answer was lost.
            await channel.send(view=report_entry(report), nonce=f"report{interaction.id}")
        except (discord.Forbidden, discord.NotFound) as error:
            await self.closed.tell(guild, channel_id, error, lost="Until then, nobody can report anything.")
            raise Refusal(_CLOSED) from None
        self.closed.forget(channel_id)
        gone = f" {target.mention} is not in this server any more." if is_gone else ""
        await interaction.followup.send(
            view=done(f"The moderators of this server have your report. Thank you.{gone}"), ephemeral=True
        )

    def _bucket(self, interaction: Interaction) -> commands.Cooldown:
        # On Discord's clock.
        bucket = self._recent.get_bucket(interaction, interaction.created_at.timestamp())
        assert bucket is not None
        return bucket


async def member_of(guild: discord.Guild, user: discord.abc.Snowflake) -> discord.Member | None:
    """Return somebody as a member of a server, asking Discord if need be; None if they are not in it."""
    if isinstance(user, discord.Member):
        return user
    try:
        return guild.get_member(user.id) or await guild.fetch_member(user.id)
    except discord.NotFound:
        return None
