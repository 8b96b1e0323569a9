"""Says what is to be said when members join and leave."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import discord
from loguru import logger

from astromorty.cogs.welcome.words import JOINING, LEAVING, Occasion, person_from
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER
from astromorty.services.welcome import Gathering, Person, words_for

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

User = discord.User | discord.Member
# Who came or left, and what was to be said of them then.
Known = tuple[User, Person]
# What is still to be said when the bot stops may take so many seconds.
_FINISH_TIMEOUT: Final = 2.0


class Greeter:
    """Welcomes members, and tells who left; a rush of either is few messages."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self._joined: Gathering[Known] = Gathering(self._welcome)
        self._left: Gathering[Known] = Gathering(self._say_goodbye)
        bot.lanes |= {"welcome": self._joined.lanes, "goodbye": self._left.lanes}

    async def joined(self, member: discord.Member) -> None:
        """Welcome somebody who came, or who is done with the server's screening."""
        if member.bot or member.pending:
            return
        config = await self._bot.guild_settings.get(member.guild.id)
        if config.welcome_channel is not None or config.welcome_dm is not None:
            self._joined.put(member.guild.id, (member, person_from(member, member.guild)))

    async def left(self, guild_id: int, user: User) -> None:
        """Tell that somebody left."""
        guild = self._bot.get_guild(guild_id)
        config = await self._bot.guild_settings.get(guild_id)
        if guild is not None and not user.bot and config.goodbye_channel is not None:
            self._left.put(guild_id, (user, person_from(user, guild)))

    async def close(self) -> None:
        """Finish what is begun."""
        await asyncio.gather(self._joined.close(seconds=_FINISH_TIMEOUT), self._left.close(seconds=_FINISH_TIMEOUT))
        del self._bot.lanes["welcome"], self._bot.lanes["goodbye"]

    async def _welcome(self, guild_id: int, known: Sequence[Known]) -> None:
        await self._say(JOINING, guild_id, known)
        # Discord takes a bot that writes to many strangers at once for a spammer: a crowd gets no direct messages.
        if len(known) == 1:
            await self._write_to(guild_id, *known[0])

    async def _say_goodbye(self, guild_id: int, known: Sequence[Known]) -> None:
        await self._say(LEAVING, guild_id, known)

    async def _say(self, occasion: Occasion, guild_id: int, known: Sequence[Known]) -> None:
        guild = self._bot.get_guild(guild_id)
        config = await self._bot.guild_settings.get(guild_id)
        channel_id = occasion.channel_id(config)
        channel = None if guild is None or channel_id is None else guild.get_channel(channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            return
        text = occasion.words(config, [person for _, person in known])
        # A name or a template may hold any mention; the one newcomer is the only person who hears of it.
        pinged = [known[0][0]] if occasion is JOINING and len(known) == 1 else []
        mentions = discord.AllowedMentions(everyone=False, roles=False, users=pinged)
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await channel.send(text, allowed_mentions=mentions)
        except (discord.HTTPException, *NO_ANSWER) as error:
            logger.warning("Members who joined or left could not be spoken of in {}: {!r}", channel_id, error)

    async def _write_to(self, guild_id: int, user: User, person: Person) -> None:
        template = (await self._bot.guild_settings.get(guild_id)).welcome_dm
        if template is None:
            return
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await user.send(words_for(template, person))
        except (discord.HTTPException, *NO_ANSWER) as error:
            # Most often they take no direct messages; nobody is to be told of that.
            logger.debug("Member {} was not welcomed in private: {!r}", user.id, error)
