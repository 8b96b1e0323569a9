"""Experience for messages: what nearly every message passes through, and nearly none is stopped by."""

import random
from collections.abc import Awaitable
from typing import TYPE_CHECKING

import discord
from loguru import logger

from astromorty.cogs.levels.level_ups import LevelUp, LevelUps
from astromorty.database.errors import DatabaseUnavailableError, XpLimitError
from astromorty.database.models import GuildConfig
from astromorty.places import channels_of
from astromorty.services.levels.cooldowns import Cooldowns
from astromorty.services.levels.curve import level_at
from astromorty.services.levels.gain import Place, factors, obstacle

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class MessageXp:
    """Gives members experience for what they write."""

    def __init__(self, bot: "Astromorty", level_ups: LevelUps) -> None:
        self._bot = bot
        self._level_ups = level_ups
        self.cooldowns = Cooldowns()

    def receive(self, message: discord.Message) -> Awaitable[None] | None:
        """Give the message's author what it is worth, if it is; without I/O unless it is worth something."""
        guild = message.guild
        if guild is None:
            return None
        config = self._bot.guild_settings.known(guild.id)
        if config is not None and self._is_worthless(config, guild.id, message.author.id):
            return None
        return self._look(message, guild)

    def _is_worthless(self, config: GuildConfig, guild_id: int, member_id: int) -> bool:
        key = (guild_id, member_id)
        return not config.levels_enabled or self.cooldowns.left(key, config.levels_cooldown) > 0

    async def _look(self, message: discord.Message, guild: discord.Guild) -> None:
        config, author = await self._bot.guild_settings.get(guild.id), message.author
        if self._is_worthless(config, guild.id, author.id):
            return
        if message.webhook_id is not None or message.is_system() or not isinstance(author, discord.Member):
            return
        rules = await self._bot.level_rules.get(guild.id)
        place = place_of(author, message.channel)
        if obstacle(rules, place) is not None:
            return
        drawn = random.randint(config.levels_xp_min, config.levels_xp_max)  # noqa: S311 - no secret
        amount = factors(config, rules, place).apply(drawn)
        # Asked a second time: while the rules were read, another message of the same member may have been faster.
        if amount > 0 and self.cooldowns.try_begin((guild.id, author.id), config.levels_cooldown):
            await self._grant(message, author, amount)

    async def _grant(self, message: discord.Message, author: discord.Member, amount: int) -> None:
        key = (author.guild.id, author.id)
        try:
            reached = await self._bot.xp.grant(author.id, author.guild.id, amount)
        except XpLimitError:
            logger.debug("Member {} has all the experience that can be counted", author.id)
            return
        except DatabaseUnavailableError:
            self.cooldowns.end(key)  # the next message counts
            raise
        level, former = level_at(reached.xp), level_at(reached.xp - amount)
        if level > former:
            self._level_ups.reached(LevelUp(author, message.channel, message.id, level))


def place_of(member: discord.Member, channel: discord.abc.Messageable | discord.abc.GuildChannel) -> Place:
    """Describe where a member writes, as the rules see it."""
    return Place(member.id, channels_of(channel), frozenset(role.id for role in member.roles))
