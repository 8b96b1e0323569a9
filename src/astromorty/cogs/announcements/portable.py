"""Sticky messages in an exported configuration."""

from typing import Any

import discord
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from astromorty.cogs.announcements.places import Place, may_write
from astromorty.cogs.config.portable import Change
from astromorty.database.controllers.sticky import MOST_STICKIES
from astromorty.database.models.sticky import LONGEST_TEXT
from astromorty.errors import InvalidInput
from astromorty.services.stickies import Stickies


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    channel: str = Field(pattern=r"^\d{1,20}$")
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)


_FILE = TypeAdapter(list[_Entry])


class PortableStickies:
    """The part of a file that holds them, by channel."""

    title = "Sticky messages"

    def __init__(self, stickies: Stickies) -> None:
        self._stickies = stickies

    async def export(self, guild: discord.Guild) -> Any:
        """Return them in the order of their channels; None if there are none."""
        found = await self._stickies.table.of_guild(guild.id)
        return [{"channel": str(each.channel_id), "text": each.text} for each in found] or None

    async def check(self, member: discord.Member, content: object) -> Change:
        """Return what would change; raises InvalidInput."""
        try:
            entries = _FILE.validate_python([] if content is None else content)
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidInput(f"stickies {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}.") from None
        wanted = {int(each.channel): each.text for each in entries}
        if len(wanted) < len(entries) or len(wanted) > MOST_STICKIES:
            raise InvalidInput(f"stickies: a channel has one, and a server at most {MOST_STICKIES}.")
        for channel_id in wanted:
            channel = member.guild.get_channel_or_thread(channel_id)
            if not isinstance(channel, Place) or not may_write(channel, member):
                raise InvalidInput(f"stickies: {channel_id} is no channel in which you may write.")
        present = {each.channel_id: each.text for each in await self._stickies.table.of_guild(member.guild.id)}
        changed = [f"• Sticky message of <#{each}>" for each in wanted if present.get(each) != wanted[each]]
        gone = [f"• No sticky message of <#{each}>" for each in present if each not in wanted]

        async def apply() -> None:
            await self._stickies.replace(member.guild.id, wanted, member.id)

        return Change([*changed, *gone], apply)
