"""Values of settings in a server: as they are typed there, and as they are shown there."""

import discord

from astromorty.database.models import GuildConfig
from astromorty.errors import InvalidInput
from astromorty.hierarchy import role_trouble
from astromorty.places import closed_to_bot
from astromorty.services.emoji import can_be_shown, usable_emoji
from astromorty.services.guild_settings import GuildSetting
from astromorty.services.guild_settings.kinds import (
    Category,
    Emoji,
    Role,
    Roles,
    TextChannel,
    Value,
    VoiceChannel,
    role_ids,
)
from astromorty.ui.cards import code

_GONE = "This channel is gone; choose another one."
# Kinds whose values Discord draws: code would show their notation.
SHOWS_ITSELF = (TextChannel, VoiceChannel, Category, Role, Roles, Emoji)
# Of a longer text its beginning is shown: an answer with all settings takes 4,000 characters.
LONGEST_SHOWN = 200


def read(guild: discord.Guild, setting: GuildSetting, text: str) -> Value:
    """Return what was typed as it is stored; raise InvalidInput if it cannot be used in this server."""
    value = setting.kind.parse(text)
    if isinstance(setting.kind, TextChannel) and not isinstance(
        guild.get_channel(int(value or 0)), discord.abc.Messageable
    ):
        raise InvalidInput("This server has no such channel to write in; mention one, such as `#general`.")
    if isinstance(setting.kind, VoiceChannel) and not isinstance(
        guild.get_channel(int(value or 0)), discord.VoiceChannel
    ):
        raise InvalidInput("This server has no such voice channel; mention one or give its ID.")
    if isinstance(setting.kind, Category) and not isinstance(
        guild.get_channel(int(value or 0)), discord.CategoryChannel
    ):
        raise InvalidInput("This server has no such category; mention one or give its ID.")
    if isinstance(setting.kind, Role):
        _refuse_role(guild.get_role(int(value or 0)), to_give=setting.kind.to_give)
    if isinstance(setting.kind, Roles):
        for role_id in role_ids(value):
            _refuse_role(guild.get_role(role_id), to_give=False)
    if isinstance(setting.kind, Emoji):
        return usable_emoji(str(value), guild.get_emoji)
    return value


def _refuse_role(role: discord.Role | None, *, to_give: bool) -> None:
    if role is None or role.is_default():
        raise InvalidInput("This server has no such role; mention one, such as `@Staff`.")
    trouble = role_trouble(role.guild, role) if to_give else None
    if trouble is not None:
        raise InvalidInput(f"I cannot give {role.mention}: {trouble}.")


def displayed(setting: GuildSetting, value: Value) -> str:
    """Write a value as part of a message: a channel or role as a mention, anything else as code."""
    text = setting.shown(value)
    if isinstance(setting.kind, SHOWS_ITSELF) and value is not None:
        return text
    return code(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…")


def in_force(setting: GuildSetting, config: GuildConfig) -> str:
    """Write the value that a server has now as part of a message."""
    return displayed(setting, setting.value(config))


def problem(guild: discord.Guild, setting: GuildSetting, config: GuildConfig) -> str | None:
    """Say in a sentence why the channel or role that a server has set is of no use now; None if nothing is wrong."""
    value = setting.value(config)
    if value is None:
        return None
    match kind := setting.kind:
        case TextChannel():
            return _problem_of_channel(guild, int(value))
        case VoiceChannel() | Category():
            return _GONE if guild.get_channel(int(value)) is None else None
        case Role():
            return _problem_of_role(guild, int(value), to_give=kind.to_give)
        case Roles():
            gone = any(guild.get_role(each) is None for each in role_ids(value))
            return "One of these roles is gone; choose anew." if gone else None
        case Emoji():
            return None if can_be_shown(str(value), guild.get_emoji) else "This emoji is gone; choose another one."
        case _:
            return None


def _problem_of_channel(guild: discord.Guild, channel_id: int) -> str | None:
    channel = guild.get_channel(channel_id)
    return _GONE if channel is None else closed_to_bot(channel)


def _problem_of_role(guild: discord.Guild, role_id: int, *, to_give: bool) -> str | None:
    role = guild.get_role(role_id)
    if role is None:
        return "This role is gone; choose another one."
    trouble = role_trouble(guild, role) if to_give else None
    return f"I cannot give it: {trouble}." if trouble else None
