"""How often each member may write in a channel."""

from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.context import Context, Interaction
from astromorty.discord_answers import asking
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.measures.flags import Reason
from astromorty.measures.measure import audit_reason
from astromorty.moderation_log import because, log_line
from astromorty.services.times.duration import in_words, parse_duration
from astromorty.ui.cards import card, done
from astromorty.ui.choices import choices

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

SlowableChannel = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel | discord.Thread
)

# https://discord.com/developers/docs/resources/channel: rate_limit_per_user is 0 to 21,600 seconds.
LONGEST = timedelta(hours=6)
OFF = ("off", "none", "0")
COMMON = ("off", "5s", "10s", "30s", "1m", "5m", "15m", "1h", "6h")


class SlowmodeFlags(commands.FlagConverter, prefix="-", delimiter=" ", case_insensitive=True):
    """How long to wait, and `-reason` behind it."""

    duration: str | None = commands.flag(
        default=None,
        positional=True,
        description="How long each member waits between two messages, up to 6 hours, or `off`; left out, it is shown",
    )
    reason: Reason = commands.flag(default="", description="Why, for the audit log and the moderation log")


class SlowmodeCommands(commands.Cog, name="Slow mode"):
    """Let each member write only every so often."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    @commands.hybrid_command()
    @needs(manage_channels=True, in_channel=True)
    @examples("10s", "#general 5m -reason spam", "off")
    @app_commands.describe(channel="Where; this channel if left out")
    async def slowmode(self, ctx: Context, channel: SlowableChannel | None = None, *, flags: SlowmodeFlags) -> None:
        """Show or change how long members wait between two messages in a channel."""
        place = _place(ctx, channel)
        present = timedelta(seconds=place.slowmode_delay)
        if flags.duration is None:
            now = f"Each member waits {in_words(present)} between two messages" if present else "Slow mode is off"
            await ctx.answer(card(None, f"{now} in {place.mention}."))
            return
        wanted = parse_slowmode(flags.duration)
        await _refuse_unless_allowed(ctx, place)
        await ctx.defer()
        async with asking():
            reason = audit_reason(ctx.author, flags.reason)
            await place.edit(slowmode_delay=int(wanted.total_seconds()), reason=reason)
        why = because(flags.reason)
        if not wanted:
            await ctx.answer(done(f"Slow mode is off in {place.mention}."))
            await log_line(ctx, f"🐢 {ctx.author.mention} turned slow mode off in {place.mention}.{why}")
            return
        waits = f"each member waits {in_words(wanted)} between two messages in {place.mention}"
        await ctx.answer(done(f"From now on {waits}."))
        await log_line(ctx, f"🐢 {ctx.author.mention} turned slow mode on: {waits}.{why}")

    @slowmode.autocomplete("duration")
    async def _complete_duration(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        del interaction
        return choices(text for text in COMMON if text.startswith(current.strip().lower()))


def parse_slowmode(text: str) -> timedelta:
    """Return the wait that `text` says, none for `off`; a bare number is seconds. Raise InvalidInput."""
    text = text.strip().lower()
    if text in OFF:
        return timedelta()
    wanted = parse_duration(f"{text}s" if text.isdecimal() else text)
    if wanted > LONGEST:
        raise InvalidInput("Slow mode is 6 hours at most, such as `10s`, `5m` or `6h`; `off` ends it.")
    return wanted


def _place(ctx: Context, channel: SlowableChannel | None) -> SlowableChannel:
    place = channel or ctx.channel
    if not isinstance(place, SlowableChannel):
        raise InvalidInput("There is no slow mode here; name a channel of this server.")
    return place


async def _refuse_unless_allowed(ctx: Context, place: SlowableChannel) -> None:
    """Raise unless both may: the moderator, who was looked at in the channel of the command only, and the bot."""
    if place.id != ctx.channel.id:
        await ctx.bot.gate.refuse(ctx.author, "slowmode", place)
    needed = "manage_threads" if isinstance(place, discord.Thread) else "manage_channels"
    if not getattr(place.permissions_for(ctx.server.me), needed):
        raise commands.BotMissingPermissions([needed])
