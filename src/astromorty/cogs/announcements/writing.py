"""What somebody writes, to announcements: read, refused or saved alike by commands and in the dashboard."""

import re
from typing import TYPE_CHECKING, Any, Final

import discord

from astromorty.database.models import Announcement
from astromorty.database.models.announcement import LONGEST_TEXT
from astromorty.errors import InvalidInput
from astromorty.places import Place, refuse_place
from astromorty.services.announcements import Announcements, Draft, Plan
from astromorty.services.reminders import MemberZone
from astromorty.services.times import Rule, find_rule

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_MENTIONS: Final = re.compile(r"@everyone|@here|<@&\d+>")


class Writing:
    """Reads when and what is to be announced, on the clocks of the server's zone; all of it raises `InvalidInput`."""

    def __init__(self, bot: "Astromorty", announcements: Announcements) -> None:
        self._bot = bot
        self.announcements = announcements

    async def zone_of(self, guild_id: int) -> MemberZone:
        """Return the zone by whose clocks a server's times are."""
        return MemberZone((await self._bot.guild_settings.get(guild_id)).timezone, is_own=False)

    async def plan(self, guild_id: int, when: str, rule: str | None = None) -> Plan:
        """Return when something is to come, with a rule again and again from then on."""
        zone = await self.zone_of(guild_id)
        if rule is None:
            return Plan(await self._bot.reminders.read_when(when, zone), zone.name)
        repeating = find_rule(rule)
        return Plan(await self._bot.reminders.read_first(when, repeating, zone), zone.name, repeating)

    async def make(self, author: discord.Member | discord.User, channel: Place, text: str, plan: Plan) -> Announcement:
        """Let something be announced in a channel."""
        refuse_place(author, channel)
        return await self.announcements.add(draft_of(author, channel, text), plan)

    async def edit(
        self, author: discord.Member | discord.User, seen: Announcement, *, when: str | None, text: str | None
    ) -> Announcement:
        """Change the time, the text or both; raises `Conflict`, too."""
        zone = await self.zone_of(seen.guild_id)
        meant, draft = None, None
        if when is not None and seen.rule is not None:
            meant = await self._bot.reminders.read_first(when, Rule(seen.rule), zone)
        elif when is not None:
            meant = await self._bot.reminders.read_when(when, zone)
        if text is not None:
            assert isinstance(author, discord.Member)
            channel: Any = author.guild.get_channel_or_thread(seen.channel_id)
            if not isinstance(channel, Place):
                raise InvalidInput("Its channel is gone. Make a new announcement.")
            refuse_place(author, channel)
            draft = draft_of(author, channel, text)
        return await self.announcements.edit(seen, draft=draft, when=meant, zone=zone.name)


def draft_of(author: discord.Member | discord.User, channel: Place, text: str) -> Draft:
    """Return what somebody writes; it notifies whom it mentions if they may do that there by hand."""
    assert isinstance(author, discord.Member)
    written = checked(text, LONGEST_TEXT)
    pings = bool(_MENTIONS.search(written)) and channel.permissions_for(author).mention_everyone
    return Draft(channel.guild.id, channel.id, author.id, written, pings)


def checked(text: str, longest: int) -> str:
    """Return a text without white space around it; raise `InvalidInput` for none, or one too long."""
    text = text.strip()
    if not text:
        raise InvalidInput("The text is empty; write what is to be posted.")
    if len(text) > longest:
        raise InvalidInput(f"The text has at most {longest:,} characters; this one has {len(text):,}.")
    return text
