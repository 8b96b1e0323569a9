"""What messages mean for absences: their authors are back, or mention somebody who is away."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import discord
from loguru import logger

from astromorty.cogs.afk.cards import notice_card, welcome_card
from astromorty.cogs.afk.nicknames import Nicknames, Outcome
from astromorty.context import Context
from astromorty.services.afk import Absences
from astromorty.services.afk.notice_limit import NoticeLimit

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Seconds after which an answer that nobody asked for goes.
NOTICE_STAYS = 15.0


class Watch:
    """Sees every message of a member; where nobody concerned is away, that costs no I/O."""

    def __init__(self, bot: "Astromorty", absences: Absences, nicknames: Nicknames) -> None:
        self._bot = bot
        self._absences = absences
        self._nicknames = nicknames
        self._limit = NoticeLimit()

    def receive(self, message: discord.Message) -> Awaitable[None] | None:
        """Welcome the author back, and tell about mentioned members who are away."""
        guild = message.guild
        if guild is None or message.is_system():
            return None
        away = self._absences.known_members(guild.id)
        if away is None:
            return self._look(message, guild)
        if not away or (message.author.id not in away and away.isdisjoint(mentioned_ids(message))):
            return None
        return self._look(message, guild)

    async def _look(self, message: discord.Message, guild: discord.Guild) -> None:
        away = await self._absences.members(guild.id)
        mentioned = [each for each in mentioned_ids(message) if each in away]
        if not mentioned and message.author.id not in away:
            return
        ctx: Context = await self._bot.get_context(message)
        if _is_about_absence(ctx):
            return
        if message.author.id in away:
            await self._come_back(message, guild)
        if mentioned:
            await self._tell(message, guild, mentioned)

    async def _come_back(self, message: discord.Message, guild: discord.Guild) -> None:
        afk = await self._absences.get(message.author.id, guild.id)
        ended = await self._absences.end_by_message(afk, message.created_at) if afk is not None else None
        if ended is None:
            return
        member = message.author if isinstance(message.author, discord.Member) else None
        outcome = await self._nicknames.restore(ended.afk.guild_id, ended.afk.member_id, member)
        is_worth_keeping = bool(ended.mentions) or outcome in {Outcome.REFUSED, Outcome.UNANSWERED}
        stays = None if is_worth_keeping else NOTICE_STAYS
        await say(message.channel, welcome_card(ended, outcome), reply_to=message, stays=stays)

    async def _tell(self, message: discord.Message, guild: discord.Guild, mentioned: list[int]) -> None:
        guild_id = guild.id
        await self._absences.note_mentions(
            guild_id, mentioned, author_id=message.author.id, channel_id=message.channel.id, message_id=message.id
        )
        due = self._limit.due(message.channel.id, mentioned, message.created_at)
        afks = [afk for each in due if (afk := await self._absences.get(each, guild_id)) is not None]
        if afks:
            await say(message.channel, notice_card(afks), reply_to=message, stays=NOTICE_STAYS)


def mentioned_ids(message: discord.Message) -> list[int]:
    """Return whom a message mentions by name, and whom it replies to, each once and without its author.

    Roles and @everyone mean nobody in particular.
    """
    ids = dict.fromkeys(user.id for user in message.mentions)
    reference = message.reference
    if reference is not None and isinstance(reference.resolved, discord.Message) and message.type is REPLY:
        ids[reference.resolved.author.id] = None
    ids.pop(message.author.id, None)
    return list(ids)


REPLY = discord.MessageType.reply


def _is_about_absence(ctx: Context) -> bool:
    """Tell whether a message is one of this area's own commands, which say themselves what becomes of an absence."""
    return ctx.command is not None and ctx.command.cog_name == "AFK"


async def say(
    channel: discord.abc.Messageable,
    view: discord.ui.LayoutView,
    *,
    reply_to: discord.Message | None = None,
    stays: float | None = None,
) -> None:
    """Say something that nobody asked for, for `stays` seconds if given; where the bot may not, it stays silent."""
    extra: dict[str, Any] = {}
    if reply_to is not None:
        extra = {"reference": reply_to.to_reference(fail_if_not_exists=False), "mention_author": False}
    try:
        sent = await channel.send(view=view, **extra)
        if stays is not None:
            await sent.delete(delay=stays)
    except discord.HTTPException as error:
        logger.debug("Nothing could be said about an absence: {}", error)
