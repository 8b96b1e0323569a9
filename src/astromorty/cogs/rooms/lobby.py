"""Making rooms for those who join the lobby."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import discord
from loguru import logger

from astromorty.cogs.rooms.access import NEEDED, first_overwrites
from astromorty.cogs.rooms.panel import room_panel
from astromorty.database.models import GuildConfig, TempRoom
from astromorty.discord_answers import (
    DISCORD_TIMEOUT,
    MOST_IN_CATEGORY,
    MOST_IN_SERVER,
    NO_ANSWER,
    refusal_of,
)
from astromorty.errors import Refusal
from astromorty.services.background import BackgroundTasks
from astromorty.services.permissions import permission_names
from astromorty.services.rooms import name_for
from astromorty.ui.cards import refusal

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Who hops in and out gets a new room no sooner than so many seconds after the last.
PAUSE_SECONDS: Final = 10.0
# A server's lobby says no more than once in so many seconds what is wrong.
COMPLAINT_SECONDS: Final = 30.0
WHY: Final = "a member joined the lobby"


class Lobby:
    """Makes one room for each member who waits in the lobby, and moves them into it."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self._tasks = BackgroundTasks()
        self._busy: set[tuple[int, int]] = set()
        self._free_at: dict[tuple[int, int], float] = {}
        self._complained_at: dict[int, float] = {}

    def is_busy(self, guild_id: int, owner_id: int) -> bool:
        """Say whether a member's room is being made, or they are being moved into it."""
        return (guild_id, owner_id) in self._busy

    def receive(self, member: discord.Member) -> None:
        """Make a room for who is in the lobby; once is enough, however often they come."""
        key = (member.guild.id, member.id)
        if key not in self._busy and not self._bot.closing:
            self._busy.add(key)
            self._tasks.start(self._serve(member, key), name=f"make a room for {member.id}")

    async def close(self, *, seconds: float) -> None:
        """Finish the rooms that are being made for up to so many seconds."""
        await self._tasks.close(seconds=seconds)

    async def _serve(self, member: discord.Member, key: tuple[int, int]) -> None:
        try:
            while (config := await self._bot.guild_settings.get(member.guild.id)) and _is_in_lobby(member, config):
                now = asyncio.get_running_loop().time()
                self._free_at = {each: free_at for each, free_at in self._free_at.items() if free_at > now}
                if key in self._free_at:
                    await asyncio.sleep(self._free_at[key] - now)
                    continue
                self._free_at[key] = now + PAUSE_SECONDS
                await self._give_room(member, config)
                if _is_in_lobby(member, config):
                    await asyncio.sleep(1.0)  # The gateway tells of the move a moment after Discord did it.
        except Refusal as error:
            await self._complain(member, str(error))
        except Exception:  # the edge of a task
            logger.exception("No room could be made for member {}", member.id)
        finally:
            self._busy.discard(key)

    async def _give_room(self, member: discord.Member, config: GuildConfig) -> None:
        guild = member.guild
        channel = await self._present_room(member)
        if channel is None:
            room = await self._bot.rooms.intend(guild.id, member.id)
            if room is None:
                return
            channel = await self._make(member, config, room)
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await member.move_to(channel, reason=WHY)
        except (discord.HTTPException, *NO_ANSWER) as error:
            logger.info("Member {} was not moved into their room: {!r}", member.id, error)
            if not channel.voice_states:
                await self._undo(channel)
            why = refusal_of(error)
            # 40032: they left meanwhile.
            if why is not None and getattr(error, "code", 0) not in (10003, 40032):
                raise Refusal(f"I could not move you into your room. {why}") from error

    async def _present_room(self, member: discord.Member) -> discord.VoiceChannel | None:
        room = await self._bot.rooms.of_owner(member.guild.id, member.id)
        if room is None or room.channel_id is None:
            return None
        channel = member.guild.get_channel(room.channel_id)
        if isinstance(channel, discord.VoiceChannel):
            return channel
        await self._bot.rooms.forget(room)
        return None

    async def _make(self, member: discord.Member, config: GuildConfig, room: TempRoom) -> discord.VoiceChannel:
        """Make the channel of a room that is recorded; raise Refusal, and forget it, where Discord does not."""
        guild = member.guild
        try:
            category = category_of(guild, config)
            refuse_unready(guild, category)
            async with asyncio.timeout(DISCORD_TIMEOUT):
                channel = await guild.create_voice_channel(
                    name_for(config.rooms_name, member.display_name),
                    category=category,
                    overwrites=first_overwrites(member, category),
                    user_limit=config.rooms_limit,
                    reason=WHY,
                )
        except Refusal:
            await self._bot.rooms.forget(room)
            raise
        except (discord.HTTPException, *NO_ANSWER) as error:
            why = refusal_of(error)
            if why is None:  # It may have been made: the timer looks for it.
                raise Refusal("Discord does not answer just now. Please join again in two minutes.") from error
            await self._bot.rooms.forget(room)
            raise Refusal(f"I could not make a room. {why}") from error
        if not await self._bot.rooms.made(room, channel.id):
            await self._undo(channel)
            raise Refusal("I could not make a room. Please join again.")
        with suppress(discord.HTTPException, *NO_ANSWER):  # The commands do all that the buttons do.
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await channel.send(view=room_panel(member.id))
        return channel

    async def _undo(self, channel: discord.VoiceChannel) -> None:
        room = await self._bot.rooms.of_channel(channel.id)
        with suppress(discord.HTTPException, *NO_ANSWER):  # What is left over, the timer sees to.
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await channel.delete(reason="nobody came into this room")
            if room is not None:
                await self._bot.rooms.forget(room)

    async def _complain(self, member: discord.Member, sentence: str) -> None:
        """Tell who waits in vain, in the lobby's own chat."""
        lobby = member.voice.channel if member.voice else None
        now = asyncio.get_running_loop().time()
        if lobby is None or now < self._complained_at.get(lobby.id, 0.0):
            return
        self._complained_at[lobby.id] = now + COMPLAINT_SECONDS
        with suppress(discord.HTTPException, *NO_ANSWER):
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await lobby.send(
                    view=refusal(f"{member.mention} {sentence}"),
                    allowed_mentions=discord.AllowedMentions(everyone=False, roles=False, users=[member]),
                )


def category_of(guild: discord.Guild, config: GuildConfig) -> discord.CategoryChannel | None:
    """Return where a server's rooms are made: in its category, else beside the lobby."""
    category = guild.get_channel(config.rooms_category or 0)
    lobby = guild.get_channel(config.rooms_lobby or 0)
    if isinstance(category, discord.CategoryChannel):
        return category
    return lobby.category if lobby is not None else None


def refuse_unready(guild: discord.Guild, category: discord.CategoryChannel | None) -> None:
    """Raise Refusal with what keeps the bot from making a room."""
    has = category.permissions_for(guild.me) if category else guild.me.guild_permissions
    missing = [name for name in NEEDED if not getattr(has, name) or not getattr(guild.me.guild_permissions, name)]
    if missing:
        raise Refusal(f"I cannot make rooms here: I lack {permission_names(missing)}.")
    if category is not None and len(category.channels) >= MOST_IN_CATEGORY:
        raise Refusal(f"The category is full: Discord takes {MOST_IN_CATEGORY} channels in one. Please try later.")
    if len(guild.channels) >= MOST_IN_SERVER:
        raise Refusal(f"This server is full: Discord takes {MOST_IN_SERVER} channels. Please try later.")


def _is_in_lobby(member: discord.Member, config: GuildConfig) -> bool:
    present = member.guild.get_member(member.id) or member
    channel = present.voice.channel if present.voice else None
    return channel is not None and channel.id == config.rooms_lobby
