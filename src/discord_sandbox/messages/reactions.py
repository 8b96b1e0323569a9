"""Reactions under messages, whoever adds them."""

import re
import unicodedata

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.event import Event
from discord_sandbox.state.message import Message, Reaction
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

MAX_REACTIONS = 20
_CUSTOM = re.compile(r"(?:a:)?(\w{1,32}):(\d{15,20})")
_KEYCAP = "\u20e3"


def read_emoji(world: World, text: str) -> JsonObject:
    """Read an emoji as paths carry it, a Unicode one or `name:id`; raises Unknown Emoji."""
    custom = _CUSTOM.fullmatch(text)
    if custom:
        emoji_id = int(custom[2])
        for guild in world.guilds.values():
            if emoji_id in guild.emojis:
                emoji = guild.emojis[emoji_id]
                return {"id": str(emoji.id), "name": emoji.name, "animated": emoji.animated}
    elif _is_unicode_emoji(text):
        return {"id": None, "name": text}
    raise DiscordError(Failure.UNKNOWN_EMOJI)


def add_reaction(world: World, channel: Channel, message: Message, user: User, emoji: JsonObject) -> None:
    """React as a user; raises when the message has 20 different ones already."""
    reaction = find_reaction(message, emoji)
    if reaction is None:
        if len(message.reactions) >= MAX_REACTIONS:
            raise DiscordError(Failure.TOO_MANY_REACTIONS)
        reaction = Reaction(emoji)
        message.reactions.append(reaction)
    if user.id in reaction.user_ids:
        return
    reaction.user_ids.append(user.id)
    data = _about(channel, message, emoji) | {
        "user_id": str(user.id),
        "message_author_id": str(message.author.id),
        "type": 0,
        "burst": False,
    }
    if channel.guild_id:
        data["member"] = member_payload(world.member(channel.guild_id, user.id))
    _tell(world, channel, "MESSAGE_REACTION_ADD", data)


def remove_reaction(world: World, channel: Channel, message: Message, user: User, emoji: JsonObject) -> None:
    """Take one user's reaction back; without one nothing happens."""
    reaction = find_reaction(message, emoji)
    if reaction is None or user.id not in reaction.user_ids:
        return
    reaction.user_ids.remove(user.id)
    if not reaction.user_ids:
        message.reactions.remove(reaction)
    data = _about(channel, message, emoji) | {"user_id": str(user.id), "type": 0, "burst": False}
    _tell(world, channel, "MESSAGE_REACTION_REMOVE", data)


def clear_emoji(world: World, channel: Channel, message: Message, emoji: JsonObject) -> None:
    """Take away all reactions with one emoji."""
    reaction = find_reaction(message, emoji)
    if reaction is not None:
        message.reactions.remove(reaction)
        _tell(world, channel, "MESSAGE_REACTION_REMOVE_EMOJI", _about(channel, message, emoji))


def clear_reactions(world: World, channel: Channel, message: Message) -> None:
    """Take away all reactions."""
    message.reactions.clear()
    data = _about(channel, message, {})
    del data["emoji"]
    _tell(world, channel, "MESSAGE_REACTION_REMOVE_ALL", data)


def find_reaction(message: Message, emoji: JsonObject) -> Reaction | None:
    """Return the reaction with this emoji: custom ones are the same by ID, others by their characters."""
    key = (emoji["id"], emoji["id"] or emoji["name"])
    for reaction in message.reactions:
        if (reaction.emoji["id"], reaction.emoji["id"] or reaction.emoji["name"]) == key:
            return reaction
    return None


def _about(channel: Channel, message: Message, emoji: JsonObject) -> JsonObject:
    data: JsonObject = {"channel_id": str(channel.id), "message_id": str(message.id), "emoji": emoji}
    if channel.guild_id:
        data["guild_id"] = str(channel.guild_id)
    return data


def _tell(world: World, channel: Channel, name: str, data: JsonObject) -> None:
    world.dispatch(Event(name, data, channel.guild_id, channel.id, world.audience(channel)))


def _is_unicode_emoji(text: str) -> bool:
    """Tell emoji from other text by their characters' categories, so that emoji newer than Python's tables pass."""
    if not 0 < len(text) <= 32 or any(unicodedata.category(character)[0] == "L" for character in text):
        return False
    return _KEYCAP in text or any(_is_pictograph(character) for character in text)


def _is_pictograph(character: str) -> bool:
    return ord(character) >= 0x1F000 or (
        ord(character) > 0x7F and unicodedata.category(character) in {"So", "Sm", "Po"}
    )
