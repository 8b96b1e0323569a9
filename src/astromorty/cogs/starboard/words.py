"""How the starboard is told of."""

from collections.abc import Sequence

import discord

from astromorty.database.controllers.starboard import StarboardController
from astromorty.database.models import GuildConfig, StarboardEntry
from astromorty.places import closed_to_bot
from astromorty.services.emoji import custom_emoji_id
from astromorty.ui.cards import first_of
from astromorty.ui.quote import link_to

TOP = 5
_MOST_NAMED = 5
_NONE_YET = "Nothing is on the starboard yet."


def in_force(config: GuildConfig) -> str:
    """Say what gets on the starboard, and where it is."""
    times = "1 member" if config.starboard_threshold == 1 else f"{config.starboard_threshold:,} members"
    return (
        f"Messages that {times} starred with {config.starboard_emoji} are shown in <#{config.starboard_channel}>. "
        "Their authors do not count."
    )


def trouble(guild: discord.Guild, config: GuildConfig) -> list[str]:
    """Say what keeps the starboard from its work, a sentence each."""
    if config.starboard_channel is None:
        return []
    emoji_id = custom_emoji_id(config.starboard_emoji)
    found: list[str] = []
    board = guild.get_channel(config.starboard_channel)
    if board is None:
        found.append("⚠️ The channel of the starboard is gone; choose another one.")
    else:
        closed = closed_to_bot(board)
        if closed is not None:
            found.append(f"⚠️ {closed}")
    if emoji_id is not None and guild.get_emoji(emoji_id) is None:
        found.append("⚠️ The emoji is gone from this server; choose another one.")
    unread = [channel.mention for channel in guild.text_channels if _cannot_be_read(channel)]
    if unread:
        found.append(f"⚠️ Stars in {first_of(unread, _MOST_NAMED)} do not count: there I lack Read Message History.")
    return found


def _cannot_be_read(channel: discord.TextChannel) -> bool:
    has = channel.permissions_for(channel.guild.me)
    return has.view_channel and not has.read_message_history


async def statistics(entries: StarboardController, guild_id: int, member: discord.abc.User | None) -> str:
    """Tell which messages have the most stars, and whose they are: of everybody or of one member."""
    author_id = member.id if member is not None else None
    messages, stars = await entries.totals(guild_id, author_id)
    if not messages:
        return _NONE_YET if member is None else f"No message of {member.mention} is on the starboard yet."
    parts = [f"**{messages:,}** messages with **{stars:,}** stars", *_listed(await _top(entries, guild_id, author_id))]
    if member is None:
        authors = await entries.top_authors(guild_id, TOP)
        parts.append("**Most starred members**")
        parts += [f"{n}. <@{who}> · {sum_:,} in {count:,}" for n, (who, sum_, count) in enumerate(authors, 1)]
    return "\n".join(parts)


async def _top(entries: StarboardController, guild_id: int, author_id: int | None) -> Sequence[StarboardEntry]:
    return await entries.top_messages(guild_id, author_id, TOP)


def _listed(found: Sequence[StarboardEntry]) -> list[str]:
    lines = [f"{number}. **{each.stars:,}** · {_link(each)}" for number, each in enumerate(found, 1)]
    return ["**Most starred messages**", *lines]


def _link(each: StarboardEntry) -> str:
    who = f" of <@{each.author_id}>" if each.author_id is not None else ""
    link = link_to(each.guild_id, each.channel_id, each.message_id)
    return f"[message]({link}){who} in <#{each.channel_id}>"
