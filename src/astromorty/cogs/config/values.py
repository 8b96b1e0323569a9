"""Values of settings in a server: as they are typed there, and as they are shown there."""

import discord

from astromorty.database.models import GuildConfig
from astromorty.errors import InvalidInput
from astromorty.services.guild_settings import GuildSetting
from astromorty.services.guild_settings.kinds import Role, TextChannel, Value
from astromorty.ui.cards import code


def read(guild: discord.Guild, setting: GuildSetting, text: str) -> Value:
    """Return what was typed as it is stored; raise InvalidInput if it cannot be used in this server."""
    value = setting.kind.parse(text)
    if isinstance(setting.kind, TextChannel) and not isinstance(
        guild.get_channel(int(value or 0)), discord.abc.Messageable
    ):
        raise InvalidInput("This server has no such channel to write in; mention one, such as `#general`.")
    if isinstance(setting.kind, Role):
        role = guild.get_role(int(value or 0))
        if role is None or not role.is_assignable():
            raise InvalidInput("This server has no such role, or I cannot give it; mention one below my highest role.")
    return value


def displayed(setting: GuildSetting, value: Value) -> str:
    """Write a value as part of a message: a channel or role as a mention, anything else as code."""
    text = setting.shown(value)
    return text if isinstance(setting.kind, TextChannel | Role) and value is not None else code(text)


def in_force(setting: GuildSetting, config: GuildConfig) -> str:
    """Write the value that a server has now as part of a message."""
    return displayed(setting, setting.value(config))
