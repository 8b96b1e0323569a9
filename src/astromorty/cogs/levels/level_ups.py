"""What happens when a member reaches a level: it is announced, and its roles are given."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import discord
from loguru import logger

from astromorty.cogs.levels.reward_roles import RewardRoles
from astromorty.database.models import GuildConfig
from astromorty.services.lanes import Lanes
from astromorty.services.levels.announcement import announcement
from astromorty.ui.cards import Tone, card

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


@dataclass(frozen=True, slots=True)
class LevelUp:
    """A level that a member reached by writing.

    Attributes:
        member: Who.
        channel: Where the message was written that did it.
        message_id: That message.
        level: The level reached.
    """

    member: discord.Member
    channel: discord.abc.Messageable
    message_id: int
    level: int


class LevelUps:
    """Deals with levels reached, in the background and in order for each server."""

    def __init__(self, bot: "Astromorty", lanes: Lanes, roles: RewardRoles) -> None:
        self._bot = bot
        self._lanes = lanes
        self._roles = roles
        self._complained: set[tuple[int, int | None]] = set()

    def reached(self, level_up: LevelUp) -> None:
        """Have a level announced and its roles given."""
        # Announcements wait for Discord's limit on messages in a channel; roles need not wait with them.
        self._roles.sync(level_up.member)
        self._lanes.put(level_up.member.guild.id, partial(self._announce, level_up))

    async def _announce(self, level_up: LevelUp) -> None:
        guild = level_up.member.guild
        config = await self._bot.guild_settings.get(guild.id)
        place = destination(config, level_up)
        if place is None:
            if config.levels_announce == "channel":
                self._complain(guild, config.levels_announce_channel, "it does not exist")
            return
        text = announcement(
            config.levels_template, user=level_up.member.mention, level=level_up.level, server=guild.name
        )
        # Discord drops a second message of the same nonce: discord.py repeats a request whose answer was lost.
        nonce = f"level{level_up.message_id}"
        try:
            await place.send(view=card(None, f"🎉 {text}", tone=Tone.SUCCESS), nonce=nonce)
        except (discord.Forbidden, discord.NotFound) as error:
            if config.levels_announce == "dm":
                logger.debug("Member {} takes no direct messages", level_up.member.id)
            else:
                self._complain(guild, getattr(place, "id", None), error.text)

    def _complain(self, guild: discord.Guild, channel_id: int | None, why: str) -> None:
        """Say once that a channel cannot be written in; the dashboard shows it as long as it is so."""
        if (guild.id, channel_id) not in self._complained:
            self._complained.add((guild.id, channel_id))
            logger.warning("Levels of server {} cannot be announced in channel {}: {}", guild.id, channel_id, why)


def destination(config: GuildConfig, level_up: LevelUp) -> discord.abc.Messageable | None:
    """Return where a level is to be announced; None for nowhere."""
    match config.levels_announce:
        case "here":
            return level_up.channel
        case "dm":
            return level_up.member
        case "channel":
            channel = level_up.member.guild.get_channel(config.levels_announce_channel or 0)
            return channel if isinstance(channel, discord.abc.Messageable) else None
        case _:
            return None
