"""Holds members' messages against their server's rules, new ones and edited ones."""

from collections import OrderedDict
from collections.abc import Awaitable, Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands
from loguru import logger

from astromorty.cogs.automod.acting import Acting
from astromorty.cogs.automod.invites import OwnInvites
from astromorty.context import Context
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import GuildConfig
from astromorty.log_channels.posts import LogPosts
from astromorty.places import channels_of
from astromorty.services.automod.compiled import ReadyRules, Violation
from astromorty.services.automod.kinds import Invites
from astromorty.services.automod.looking import Facts
from astromorty.services.automod.service import Automod

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# What is still to be posted and taken back when the bot stops may take so many seconds.
FINISH_TIMEOUT: Final = 2.0
# Messages of which it is remembered when they were edited.
MOST_EDITS: Final = 5_000


class AutomodWatch(commands.Cog, name="Automod watch"):
    """Looks at each message before anything else is done with it."""

    def __init__(self, bot: "Astromorty", automod: Automod) -> None:
        self.bot = bot
        self._automod = automod
        self._posts = LogPosts(bot)
        self._acting = Acting(bot, automod, self._posts)
        self._invites = OwnInvites(bot)
        self._edits: OrderedDict[int, datetime] = OrderedDict()

    async def cog_load(self) -> None:
        """Begin to look at messages."""
        self.bot.messages.guards.append(self.guard)
        self.bot.warmers.append(self._automod.warm)

    async def cog_unload(self) -> None:
        """Look at no more, and post what is waiting."""
        self.bot.messages.guards.remove(self.guard)
        self.bot.warmers.remove(self._automod.warm)
        await self._acting.close(seconds=FINISH_TIMEOUT)
        await self._posts.close(seconds=FINISH_TIMEOUT)

    def guard(self, message: discord.Message) -> Awaitable[bool] | None:
        """Say whether a message was deleted; without I/O unless a rule is broken."""
        return self._look(message, is_new=True)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Look at what a member made of a message."""
        message, before = payload.message, payload.cached_message
        # A preview of a link, a pin and the like come as edits, too, with the time of the last real one.
        if message.edited_at is None or self.bot.closing or self._edits.get(message.id) == message.edited_at:
            return
        self._edits[message.id] = message.edited_at
        if len(self._edits) > MOST_EDITS:
            self._edits.popitem(last=False)
        if before is not None and before.content == message.content:
            return
        try:
            rest = self._look(message, is_new=False)
            if rest is not None:
                await rest
        except DatabaseUnavailableError as error:
            logger.debug("An edited message was not looked at: {}", error)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Forget that a role was exempt."""
        await self._forget_target(role.guild.id, role.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget that a channel was exempt."""
        await self._forget_target(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget that a thread was exempt."""
        await self._forget_target(payload.guild_id, payload.thread_id)

    async def _forget_target(self, guild_id: int, target_id: int) -> None:
        try:
            exempt = (await self._automod.stored.get(guild_id)).exempt
            if any(target_id == known for _, _, known in exempt):
                await self._automod.stored.forget_target(guild_id, target_id)
        except DatabaseUnavailableError as error:
            logger.debug("The exemption of {} stays, which is gone: {}", target_id, error)

    def _look(self, message: discord.Message, *, is_new: bool) -> Awaitable[bool] | None:
        author = message.author
        if not isinstance(author, discord.Member) or author.bot or message.webhook_id is not None:
            return None
        if message.is_system():
            return None
        config = self.bot.guild_settings.known(author.guild.id)
        if config is None:
            return self._ask(message, author, is_new=is_new)
        if not config.automod_enabled:
            return None
        ready = self._automod.known(author.guild.id)
        if ready is None:
            return self._ask(message, author, is_new=is_new)
        return self._hold(message, author, config, ready, is_new=is_new)

    async def _ask(self, message: discord.Message, author: discord.Member, *, is_new: bool) -> bool:
        """Look at a message in a server whose rules are not known."""
        config = await self.bot.guild_settings.get(author.guild.id)
        if not config.automod_enabled:
            return False
        ready = await self._automod.ready(author.guild.id)
        rest = self._hold(message, author, config, ready, is_new=is_new)
        return rest is not None and await rest

    def _hold(
        self, message: discord.Message, author: discord.Member, config: GuildConfig, ready: ReadyRules, *, is_new: bool
    ) -> Awaitable[bool] | None:
        """Hold a message against the rules; return what is to be done where it breaks one."""
        if not ready.rules:
            return None
        places = places_of(message, author) if ready.has_exempt else ()
        broken = ready.broken_by(facts_of(message, author.guild.id, is_new=is_new), places)
        return self._deal_with(message, author, config, broken) if broken else None

    async def _deal_with(
        self, message: discord.Message, author: discord.Member, config: GuildConfig, broken: Sequence[Violation]
    ) -> bool:
        guild = author.guild
        if _moderates(message, author) or await self._is_managers_command(message):
            return False
        for violation in broken:
            if await self._is_allowed_invite(violation, message, guild):
                continue
            rule = violation.ready.rule
            if config.automod_dry_run or rule.is_dry_run:
                await self._acting.note_dry_run(message, author, violation)
            else:
                return await self._acting.act(message, author, violation)
        return False

    async def _is_managers_command(self, message: discord.Message) -> bool:
        """Say whether a message is a command of somebody who may change the rules, such as one that names a word."""
        ctx: Context = await self.bot.get_context(message)
        return ctx.command is not None and await self.bot.gate.may(ctx.author, "automod", ctx.channel)

    async def _is_allowed_invite(self, violation: Violation, message: discord.Message, guild: discord.Guild) -> bool:
        parameters = violation.ready.compiled.parameters
        return isinstance(parameters, Invites) and await self._invites.are_allowed(
            message.content, guild, parameters.allow
        )


def places_of(message: discord.Message, author: discord.Member) -> set[int]:
    """Return the IDs of the author's roles, of the channel and of what it is in."""
    return {role.id for role in author.roles}.union(channels_of(message.channel))


def facts_of(message: discord.Message, guild_id: int, *, is_new: bool) -> Facts:
    """Return what the rules look at in a message."""
    return Facts(
        guild_id,
        message.author.id,
        message.content,
        # Found in the text by an expression each: nearly no message has any.
        mentions=len({*message.raw_mentions, *message.raw_role_mentions}) if "<@" in message.content else 0,
        files=[file.filename for file in message.attachments] if message.attachments else (),
        now=monotonic(),
        is_new=is_new,
    )


def _moderates(message: discord.Message, author: discord.Member) -> bool:
    if isinstance(message.channel, discord.abc.GuildChannel | discord.Thread):
        return message.channel.permissions_for(author).manage_messages
    return author.guild_permissions.manage_messages
