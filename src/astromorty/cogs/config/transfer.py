"""A server's settings as a file, out and in."""

import io
from collections.abc import Mapping
from typing import Literal

import discord
from pydantic import BaseModel, ConfigDict, ValidationError

from astromorty.attachments import fetch
from astromorty.cogs.config.values import displayed, in_force, read
from astromorty.database.models import GuildConfig
from astromorty.errors import InvalidInput
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.guild_settings.kinds import Value
from astromorty.ui.cards import code

# Many times what an export can weigh; it bounds what a hostile file can make the bot read.
MAX_FILE_BYTES = 64 * 1024
# In seconds. So small a file takes milliseconds; a refusal is to come before Discord gives up the reply, after 3 s.
FETCH_TIMEOUT = 2.0


class ConfigFile(BaseModel):
    """The exported form: the settings by name, as people type them; null stands for the default."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["astromorty-config"] = "astromorty-config"
    version: Literal[1] = 1
    settings: dict[str, str | None]


def export_file(config: GuildConfig) -> discord.File:
    """Write all settings of a server to a JSON file."""
    values = {name: (setting, setting.value(config)) for name, setting in SETTINGS.items()}
    shown = {name: None if value is None else setting.kind.shown(value) for name, (setting, value) in values.items()}
    content = ConfigFile(settings=shown)
    return discord.File(io.BytesIO(content.model_dump_json(indent=2).encode()), f"config-{config.guild_id}.json")


async def read_file(guild: discord.Guild, attachment: discord.Attachment) -> dict[str, Value]:
    """Return the settings in a file, each checked against `guild`, or raise InvalidInput with all problems."""
    raw = await fetch(attachment, most_bytes=MAX_FILE_BYTES, within=FETCH_TIMEOUT)
    try:
        content = ConfigFile.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "file"
        raise InvalidInput(
            f"This is no exported configuration: {place}: {first['msg'].lower()}. `config export` gives a valid one."
        ) from None
    problems: list[str] = []
    values: dict[str, Value] = {}
    for name, value in content.settings.items():
        setting = SETTINGS.get(name)
        if setting is None:
            problems.append(f"{code(name[:50])}: there is no such setting.")
            continue
        try:
            values[name] = setting.default if value is None else read(guild, setting, value)
        except InvalidInput as error:
            problems.append(f"{code(name)}: {error}")
    if problems:
        listed = "\n".join(f"• {problem}" for problem in problems[:10])
        raise InvalidInput(f"The file cannot be used, and nothing was changed:\n{listed}")
    return values


def changes(config: GuildConfig, values: Mapping[str, Value]) -> list[str]:
    """Return a line for each value that would change."""
    changed = [(SETTINGS[name], value) for name, value in values.items() if value != SETTINGS[name].value(config)]
    return [f"• {s.title}: {in_force(s, config)} → {displayed(s, value)}" for s, value in changed]
