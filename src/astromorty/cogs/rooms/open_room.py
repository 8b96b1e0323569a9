"""An open room, and what its owner and the server's moderators do with it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Self
from weakref import WeakValueDictionary

import discord
from discord.utils import format_dt

from astromorty.cogs.rooms.access import Overwrites, Right, admitted, is_shut, kept_out, owned_by, shut
from astromorty.database.models import TempRoom
from astromorty.discord_answers import NO_ANSWER, failure_of
from astromorty.errors import InvalidInput, NotAllowed, Refusal
from astromorty.services.rooms import clean_name
from astromorty.services.rooms.renames import Renames
from astromorty.ui.cards import plain

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

RIGHT: Final = "manage-rooms"
MOST_MEMBERS: Final = 99  # https://discord.com/developers/docs/resources/channel#channel-object
# discord.py waits where Discord counts; nobody who presses a button is to wait with it for minutes.
_PATIENCE: Final = 8.0
_NO_ROOM: Final = "You are in no room. Join the lobby to get your own, or use this in the room's chat."
_TOO_OFTEN: Final = "Discord lets a channel be renamed twice in 10 minutes."
RENAMES: Final = Renames()
# Changes of one room's access are made one after the other: each writes all of it anew.
_turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()


class OpenRoom:
    """A room as it is now.

    Args:
        bot: The bot.
        channel: The room's channel.
        row: Its row.
    """

    def __init__(self, bot: "Astromorty", channel: discord.VoiceChannel, row: TempRoom) -> None:
        self._bot = bot
        self.channel = channel
        self.row = row

    @classmethod
    async def find(cls, bot: "Astromorty", member: discord.Member | discord.User, place: object) -> Self:
        """Return the room in whose chat `member` is, else the one that they are in; raise Refusal for none."""
        voice = member.voice if isinstance(member, discord.Member) else None
        for channel in (place, voice.channel if voice else None):
            if isinstance(channel, discord.VoiceChannel):
                row = await bot.rooms.of_channel(channel.id)
                if row is not None:
                    return cls(bot, channel, row)
        raise Refusal(_NO_ROOM)

    async def again(self, member: discord.Member | discord.User) -> Self:
        """Return the same room as it is recorded now; raise Refusal if it is gone."""
        return await self.find(self._bot, member, self.channel)

    async def refuse_stranger(self, member: discord.Member | discord.User) -> None:
        """Raise NotAllowed unless `member` owns the room, or may change everybody's."""
        if member.id != self.row.owner_id and not await self._bot.gate.may(member, RIGHT, self.channel):
            raise NotAllowed(f"This room is <@{self.row.owner_id}>'s; only they and moderators can do this.")

    async def rename(self, text: str) -> str:
        """Give the room another name; return what was done, as all that follow."""
        name = clean_name(text)
        if name == self.channel.name:
            return f"The room is called **{plain(name)}** already."
        free_at = RENAMES.free_at(self.channel.id)
        if free_at is not None:
            raise Refusal(f"{_TOO_OFTEN} Try again {format_dt(free_at, 'R')}.")
        try:
            async with asyncio.timeout(_PATIENCE):
                await self.channel.edit(name=name, reason="room name")
        except TimeoutError as error:
            raise Refusal(f"{_TOO_OFTEN} Please try again in some minutes.") from error
        except discord.HTTPException as error:
            raise Refusal(_TOO_OFTEN if error.status == 429 else failure_of(error)) from error
        RENAMES.note(self.channel.id)
        return f"The room is called **{plain(name)}** now."

    async def limit(self, most: int) -> str:
        """Let so many members in; 0 is any number."""
        if not 0 <= most <= MOST_MEMBERS:
            raise InvalidInput(f"A room takes 1 to {MOST_MEMBERS} members, such as `5`; `0` is any number.")
        async with _changing():
            await self.channel.edit(user_limit=most, reason="room limit")
        return f"The room takes {most} members now." if most else "The room takes any number of members now."

    async def shut(self, right: Right, *, taken: bool) -> str:
        """Lock or hide the room for everybody who was not invited, or undo that."""
        await self._write(lambda channel: shut(channel, right, taken=taken))
        words = {
            ("connect", True): "The room is locked: only who is invited can join.",
            ("connect", False): "The room is unlocked.",
            ("view_channel", True): "The room is hidden: only who is invited sees it.",
            ("view_channel", False): "The room can be seen again.",
        }
        return words[right, taken]

    def is_shut(self, right: Right) -> bool:
        """Say whether the room is locked, or hidden."""
        return is_shut(self.channel, right)

    async def invite(self, member: discord.Member) -> str:
        """Let a member in, whatever the room is locked for."""
        await self._write(lambda channel: admitted(channel, member))
        return f"{member.mention} can join."

    async def kick(self, member: discord.Member) -> str:
        """Put a member out of the room, and keep them out."""
        if member.id == self.row.owner_id:
            raise InvalidInput("That is the owner of this room; name somebody else.")
        if member.bot and member.id == self.channel.guild.me.id:
            raise InvalidInput("I cannot put myself out; name somebody else.")
        if await self._bot.gate.may(member, RIGHT, self.channel):
            raise InvalidInput(f"{member.mention} may change everybody's rooms and cannot be put out of one.")
        await self._write(lambda channel: kept_out(channel, member))
        if member.id in self.channel.voice_states:
            async with _changing():
                await member.move_to(None, reason="put out of a room")
        return f"{member.mention} is out, and cannot join again until you invite them."

    async def transfer(self, member: discord.Member) -> str:
        """Give the room to a member who is in it."""
        if member.bot or member.id not in self.channel.voice_states:
            raise InvalidInput(f"{member.mention} is not in this room; only who is in it can get it.")
        await self._give_to(member)
        return f"The room is {member.mention}'s now."

    async def claim(self, member: discord.Member | discord.User) -> str:
        """Give the room to a member who is in it when its owner is not."""
        if not isinstance(member, discord.Member) or member.id not in self.channel.voice_states:
            raise Refusal("Join this room first; only who is in it can claim it.")
        if member.id == self.row.owner_id:
            raise Refusal("This room is yours already.")
        if self.row.owner_id in self.channel.voice_states:
            raise Refusal(f"<@{self.row.owner_id}> is here and keeps the room; they can transfer it to you.")
        await self._give_to(member)
        return "The room is yours now."

    def words(self) -> list[str]:
        """Return what is to be known about the room."""
        channel = self.channel
        limit = f" of {channel.user_limit}" if channel.user_limit else ""
        state = ["🔒 locked"] if self.is_shut("connect") else []
        state += ["🙈 hidden"] if self.is_shut("view_channel") else []
        return [
            f"{channel.mention} · owner <@{self.row.owner_id}> · {len(channel.voice_states)}{limit} members",
            f"{' and '.join(state) or '🔓 open'} · made {format_dt(self.row.made_at, 'R')}",
        ]

    async def _give_to(self, member: discord.Member) -> None:
        given = await self._bot.rooms.hand_over(self.row, member.id)
        try:
            await self._write(lambda channel: owned_by(channel, member, self.row.owner_id))
        except Refusal:
            await self._bot.rooms.hand_over(given, self.row.owner_id)
            raise

    async def _write(self, change: Callable[[discord.VoiceChannel], Overwrites]) -> None:
        """Change who sees and enters the room, from what Discord has now: an earlier change may not be known yet."""
        turn = _turns.setdefault(self.channel.id, asyncio.Lock())
        async with _changing(), turn:
            channel = await self._bot.fetch_channel(self.channel.id)
            assert isinstance(channel, discord.VoiceChannel)
            await channel.edit(overwrites=change(channel), reason="room access")


@asynccontextmanager
async def _changing() -> AsyncGenerator[None]:
    try:
        async with asyncio.timeout(_PATIENCE):
            yield
    except (discord.HTTPException, *NO_ANSWER) as error:
        raise Refusal(failure_of(error)) from error
