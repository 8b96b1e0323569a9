"""Sticky messages in an exported configuration."""

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from astromorty.cogs.announcements.sticky_posts import StickyPosts
from astromorty.database.controllers.sticky import MOST_STICKIES
from astromorty.database.models.sticky import LONGEST_TEXT
from astromorty.errors import InvalidInput, Refusal
from astromorty.places import named_place
from astromorty.portable import Change, Snowflake, read_part
from astromorty.services.stickies import Stickies
from astromorty.ui.quote import excerpt

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    channel: Snowflake
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)


_FILE: Final = TypeAdapter(list[_Entry])


class PortableStickies:
    """The part of a file that holds them, by channel."""

    title = "sticky messages"

    def __init__(self, bot: "Astromorty", stickies: Stickies, posts: StickyPosts) -> None:
        self._bot = bot
        self._stickies = stickies
        self._posts = posts

    async def export(self, guild: discord.Guild) -> Any:
        """Return them in the order of their channels; None if there are none."""
        found = await self._stickies.table.of_guild(guild.id)
        return [{"channel": str(each.channel_id), "text": each.text} for each in found] or None

    async def check(self, member: discord.Member, content: object) -> Change:
        """Return what would change; raises `InvalidInput`, or `NotAllowed` for who may not set them."""
        entries = read_part(_FILE, [] if content is None else content)
        wanted = {int(each.channel): each.text for each in entries}
        if len(wanted) < len(entries) or len(wanted) > MOST_STICKIES:
            raise InvalidInput(f"a channel has one, and a server at most {MOST_STICKIES}.")
        present = {each.channel_id: each.text for each in await self._stickies.table.of_guild(member.guild.id)}
        changed = {each: text for each, text in wanted.items() if present.get(each) != text}
        gone = [each for each in present if each not in wanted]
        if changed:
            await self._bot.gate.refuse(member, "sticky set")
        if gone:
            await self._bot.gate.refuse(member, "sticky remove")
        for channel_id in changed:
            try:
                named_place(member, channel_id)
            except Refusal as error:
                raise InvalidInput(str(error)) from None
        lines = [f"Sticky message of <#{each}>: {excerpt(text)}" for each, text in changed.items()]

        async def apply() -> None:
            # Channels are touched once all is saved: another part of the file can still be refused.
            after_commit = self._bot.database.after_commit
            for channel_id in gone:
                removed = await self._stickies.remove(member.guild.id, channel_id)
                if removed is not None:
                    after_commit(partial(self._posts.clear, removed))
            for channel_id, text in changed.items():
                await self._stickies.set(member.guild.id, channel_id, text, member.id)
                after_commit(partial(self._posts.put, member.guild.id, channel_id))

        return Change([*lines, *(f"No sticky message of <#{each}> any more" for each in gone)], apply)
