"""Polls of Discord's own."""

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.polls.wording import PollOptions
from astromorty.context import Context
from astromorty.discord_answers import asking
from astromorty.errors import InvalidInput, NotAllowed
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.ui.cards import done

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

LOOK_SECONDS: Final = 2.0
_NO_POLL: Final = "That is no poll of mine in this server; copy the link of one, and give it behind `poll end`."


class PollCommands(commands.Cog, name="Polls"):
    """Ask the members of a channel."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let nobody pass outside of a server."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_group(fallback="create", case_insensitive=True)
    @needs(send_polls=True, in_channel=True)
    @commands.bot_has_permissions(send_polls=True)
    @examples("Pizza or pasta? | 🍕 Pizza | 🍝 Pasta", "Which days? | Friday | Saturday -duration 3d -multiple")
    @app_commands.guild_only()
    async def poll(self, ctx: Context, *, options: PollOptions) -> None:
        """Ask a question on which members vote, with Discord's own polls.

        Answers stand behind `|`, an emoji in front of each if you like.
        """
        poll = options.poll()
        # With the message that asked for it, which names who may end it.
        extra: dict[str, Any] = {}
        if ctx.interaction is None:
            extra["reference"] = ctx.message.to_reference(fail_if_not_exists=False)
        try:
            await ctx.send(poll=poll, mention_author=False, **extra)
        except discord.HTTPException as error:
            if error.status != 400:
                raise
            raise InvalidInput(
                "Discord does not take this poll: an emoji in it may be of a server where I am not. Nothing was asked."
            ) from None

    @poll.command(name="end")
    @needs()
    @examples("https://discord.com/channels/81384788765712384/381963689470984203/1021456782345678912")
    @app_commands.describe(message="A link to the poll")
    async def poll_end(self, ctx: Context, message: discord.Message) -> None:
        """End a poll of yours before its time; who may manage messages ends everybody's."""
        poll = message.poll
        if poll is None or message.author.id != ctx.me.id or message.guild != ctx.server:
            raise InvalidInput(_NO_POLL)
        may = message.channel.permissions_for(ctx.member)
        if not may.view_channel or (asked_by(message) != ctx.author.id and not may.manage_messages):
            raise NotAllowed("Only who asked this, or members with Manage Messages, can end it.")
        # Short: what is wrong is to be told to who asked alone, and that takes an answer within three seconds.
        async with asking(LOOK_SECONDS):
            # What discord.py remembers of a message does not change when its poll ends.
            now = (await message.fetch()).poll
        if now is None or now.is_finalised():
            raise InvalidInput("That poll is over already.")
        await ctx.defer()
        async with asking():
            await message.end_poll()
        await ctx.answer(done(f"[The poll]({message.jump_url}) is over; Discord counts the votes."))


def asked_by(message: discord.Message) -> int | None:
    """Return who had the bot ask a poll; None where the message that asked for it is gone."""
    if message.interaction_metadata is not None:
        return message.interaction_metadata.user.id
    asked = message.reference.resolved if message.reference is not None else None
    return asked.author.id if isinstance(asked, discord.Message) else None
