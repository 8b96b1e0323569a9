"""A server's configuration as a file, out and in."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import discord
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from astromorty.attachments import fetch
from astromorty.database.models import GuildConfig
from astromorty.errors import InvalidInput
from astromorty.portable import Change, checked_change, first_problem
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.guild_settings.kinds import Value
from astromorty.setting_values import displayed, in_force, read
from astromorty.ui.cards import code

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# What an export can weigh, automod's words, announcements and sticky messages at their limits; it bounds what a
# hostile file can make the bot read.
MAX_FILE_BYTES = 2 * 1024 * 1024
# In seconds. So small a file takes milliseconds; a refusal is to come before Discord gives up the reply, after 3 s.
FETCH_TIMEOUT = 2.0


class ConfigFile(BaseModel):
    """The exported form: the settings by name, as people type them, and the areas' own parts.

    A setting that is null has its default, a part that is null has nothing; what is left out stays as it is.
    """

    model_config = ConfigDict(extra="forbid")

    format: Literal["astromorty-config"] = "astromorty-config"
    version: Literal[1] = 1
    settings: dict[str, str | None] = {}
    parts: dict[str, JsonValue] = {}


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file would change in a server."""

    values: Mapping[str, Value]
    parts: Sequence[Change]


async def export_file(bot: "Astromorty", guild: discord.Guild) -> discord.File:
    """Write the configuration of a server to a JSON file."""
    config = await bot.guild_settings.get(guild.id)
    values = {name: (setting, setting.value(config)) for name, setting in SETTINGS.items()}
    shown = {name: None if value is None else setting.kind.shown(value) for name, (setting, value) in values.items()}
    parts = {name: await part.export(guild) for name, part in sorted(bot.portable.items())}
    content = ConfigFile(settings=shown, parts=parts)
    return discord.File(io.BytesIO(content.model_dump_json(indent=2).encode()), f"config-{guild.id}.json")


async def read_file(bot: "Astromorty", member: discord.Member, attachment: discord.Attachment) -> Incoming:
    """Return what a file that `member` imports would change, or raise InvalidInput with all problems."""
    raw = await fetch(attachment, most_bytes=MAX_FILE_BYTES, within=FETCH_TIMEOUT)
    try:
        content = ConfigFile.model_validate_json(raw)
    except ValidationError as error:
        raise InvalidInput(
            f"This is no exported configuration: {first_problem(error)} `config export` gives a valid one."
        ) from None
    problems: list[str] = []
    values: dict[str, Value] = {}
    for name, value in content.settings.items():
        setting = SETTINGS.get(name)
        if setting is None:
            problems.append(f"{code(name[:50])}: there is no such setting.")
            continue
        try:
            values[name] = setting.default if value is None else read(member.guild, setting, value)
        except InvalidInput as error:
            problems.append(f"{code(name)}: {error}")
    parts: list[Change] = []
    for name, part in content.parts.items():
        if name not in bot.portable:
            problems.append(f"{code(name[:50])}: there is no such part.")
            continue
        try:
            parts.append(await checked_change(bot.portable[name], member, part))
        except InvalidInput as error:
            problems.append(f"{code(name)}: {error}")
    if problems:
        listed = "\n".join(f"• {problem}" for problem in problems[:10])
        raise InvalidInput(f"The file cannot be used, and nothing was changed:\n{listed}")
    return Incoming(values, parts)


def changes(config: GuildConfig, incoming: Incoming) -> list[str]:
    """Return a line for each thing that would change."""
    changed = [(SETTINGS[name], value) for name, value in incoming.values.items()]
    changed = [(setting, value) for setting, value in changed if value != setting.value(config)]
    lines = [f"• {s.title}: {in_force(s, config)} → {displayed(s, value)}" for s, value in changed]
    return lines + [f"• {line}" for part in incoming.parts for line in part.lines]
