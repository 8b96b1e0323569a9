"""The starboard's commands, and what it hears of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands, ui
from discord.ext import commands

from astromorty.cogs.starboard.look import StarboardLook
from astromorty.cogs.starboard.watch import StarboardWatch
from astromorty.cogs.starboard.words import in_force, statistics, trouble
from astromorty.context import Context
from astromorty.errors import InvalidInput, Refusal
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.places import refuse_closed
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.starboard import KIND, Starboard
from astromorty.services.timers import TryLater
from astromorty.setting_values import read
from astromorty.ui.cards import Tone, card, done
from astromorty.ui.quote import link_to

if TYPE_CHECKING:
    from astromorty.bot import Astromorty
    from astromorty.cogs.config.dashboard import Dashboard

# What is still to be noted when the bot stops may take so many seconds.
FINISH_TIMEOUT: Final = 3.0
MOST_STARS: Final = 100
_LONGEST_PART: Final = 1_500
_NONE: Final = "This server has no starboard; `starboard set #channel ⭐ 3` makes one."


class StarboardCommands(commands.Cog, name="Starboard"):
    """Shows the messages that many members starred."""

    def __init__(self, bot: "Astromorty", starboard: Starboard) -> None:
        self.bot = bot
        self._starboard = starboard
        self._watch = StarboardWatch(bot, starboard)
        self._look = StarboardLook(bot, starboard)

    async def cog_load(self) -> None:
        """Begin to look at starred messages."""
        self.bot.timers.handle(KIND, self._look.look_due)
        self.bot.area_parts["starboard"] = self._part

    async def cog_unload(self) -> None:
        """Leave them to other processes."""
        del self.bot.area_parts["starboard"]
        await self._starboard.close(seconds=FINISH_TIMEOUT)
        self.bot.timers.forget(KIND)

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let nobody pass outside of a server."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_group(fallback="show", case_insensitive=True)
    @app_commands.guild_only()
    async def starboard(self, ctx: Context) -> None:
        """Show what gets on the starboard, where it is, and what is wrong with it."""
        config = await self.bot.guild_settings.get(ctx.server.id)
        if config.starboard_channel is None:
            await ctx.answer(card("Starboard", _NONE))
            return
        wrong = [*trouble(ctx.server, config), *self.bot.plan.warnings("starboard_channel")]
        await ctx.answer(card("Starboard", in_force(config), *wrong, tone=Tone.WARNING if wrong else Tone.NEUTRAL))

    @starboard.command(name="set")
    @needs(manage_guild=True)
    @examples("#general ⭐ 3")
    @app_commands.describe(
        channel="Where starred messages are shown",
        emoji="The reaction that counts: one such as ⭐, or one of this server",
        threshold="How many members must have starred a message, 1 to 100",
    )
    async def starboard_set(
        self, ctx: Context, channel: discord.TextChannel, emoji: str, threshold: commands.Range[int, 1, MOST_STARS]
    ) -> None:
        """Choose the channel of the starboard, its emoji, and how many stars it takes."""
        guild = ctx.server
        seen = await self.bot.guild_settings.get(guild.id)
        star = read(guild, SETTINGS["starboard_emoji"], emoji)
        refuse_closed(channel)
        config = await self.bot.guild_settings.save_all(
            ctx.server.id,
            seen,
            {"starboard_channel": channel.id, "starboard_emoji": star, "starboard_threshold": threshold},
        )
        self._look.closed.forget(channel.id)
        wrong = "\n".join((*trouble(guild, config), *self.bot.plan.warnings("starboard_channel")))
        await ctx.answer(done(f"{in_force(config)}\n{wrong}".strip()))

    @starboard.command(name="disable")
    @needs(manage_guild=True)
    async def starboard_disable(self, ctx: Context) -> None:
        """Have no starboard any more; what is on it stays as it is."""
        config = await self.bot.guild_settings.get(ctx.server.id)
        if config.starboard_channel is None:
            raise InvalidInput(_NONE)
        await self.bot.guild_settings.save(ctx.server.id, SETTINGS["starboard_channel"], None, seen=config)
        await ctx.answer(done(f"There is no starboard any more. What is in <#{config.starboard_channel}> stays there."))

    @starboard.command(name="stats")
    @examples("@Mia")
    @app_commands.describe(member="Whose messages; everybody's if left out")
    async def starboard_stats(self, ctx: Context, member: discord.Member | None = None) -> None:
        """Show the messages with the most stars, and whose they are."""
        await ctx.answer(card("Starboard", await statistics(self._starboard.entries, ctx.server.id, member)))

    @starboard.command(name="refresh")
    @needs(manage_messages=True)
    @examples("https://discord.com/channels/81384788765712384/381963689470984203/1021456782345678912")
    @app_commands.describe(message="A link to the message")
    async def starboard_refresh(self, ctx: Context, message: discord.Message) -> None:
        """Count the stars of a message anew, and show it on the starboard or take it off."""
        config = await self.bot.guild_settings.get(ctx.server.id)
        if config.starboard_channel is None:
            raise InvalidInput(_NONE)
        if message.guild is None or message.guild.id != ctx.server.id:
            raise InvalidInput("That message is not of this server; copy the link of one that is.")
        await ctx.defer()
        starred = self._watch.starred(ctx.server.id, config, message.channel.id, message.id)
        try:
            entry = await self._look.look(starred)
        except TryLater:
            self._starboard.mark(starred)
            raise Refusal("Discord does not answer just now; I look at it again in a moment.") from None
        if entry is None or entry.entry_channel_id is None or entry.entry_id is None:
            why = "" if starred.fits else " Messages of that channel are not shown there: fewer people see it."
            await ctx.answer(card(None, f"That message is not on the starboard.{why}"))
            return
        link = link_to(entry.guild_id, entry.entry_channel_id, entry.entry_id)
        await ctx.answer(done(f"That message has **{entry.stars:,}** {config.starboard_emoji}: [entry]({link})."))

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Note that somebody reacted."""
        await self._watch.reacted(event.guild_id, event.channel_id, event.message_id, event.emoji)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """Note that somebody took a reaction back."""
        await self._watch.reacted(event.guild_id, event.channel_id, event.message_id, event.emoji)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        """Note that a message lost all reactions."""
        await self._watch.reacted(event.guild_id, event.channel_id, event.message_id, None)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        """Note that a message lost all reactions of an emoji."""
        await self._watch.reacted(event.guild_id, event.channel_id, event.message_id, event.emoji)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Have the entry of an edited message follow."""
        # Previews of links and pins change a message, too, but are no edit.
        if event.message.edited_at is not None:
            await self._watch.changed(event.guild_id, event.channel_id, [event.message_id])

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Have the entry of a deleted message go."""
        await self._watch.changed(event.guild_id, event.channel_id, [event.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Have the entries of deleted messages go."""
        await self._watch.changed(event.guild_id, event.channel_id, event.message_ids)

    async def _part(self, dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
        """Say below the settings what is wrong, and what is on the starboard."""
        config = await self.bot.guild_settings.get(dashboard.server.id)
        if config.starboard_channel is None:
            return []
        said = "\n".join(
            [*trouble(dashboard.server, config), await statistics(self._starboard.entries, dashboard.server.id, None)]
        )
        return [ui.TextDisplay(said[:_LONGEST_PART])]
