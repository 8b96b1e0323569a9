"""The areas of what the bot does, with their commands."""

from collections.abc import Mapping
from dataclasses import dataclass

from discord.ext import commands

from astromorty.gate import Command


@dataclass(frozen=True, slots=True)
class Area:
    """One area's commands, sorted by name.

    Attributes:
        name: What it is called.
        description: What it is for.
        commands: All of them, subcommands too; never none.
    """

    name: str
    description: str
    commands: tuple[Command, ...]


def areas_of(cogs: Mapping[str, commands.Cog]) -> list[Area]:
    """Return the areas, by name: the cogs of one package are one area."""
    packages: dict[str, list[commands.Cog]] = {}
    for _, cog in sorted(cogs.items()):
        package = type(cog).__module__.rpartition(".cogs.")[2].partition(".")[0]
        packages.setdefault(package, []).append(cog)
    areas = [_area(package, members) for package, members in packages.items()]
    return sorted((area for area in areas if area.commands), key=lambda area: area.name)


def _area(package: str, cogs: list[commands.Cog]) -> Area:
    cogs.sort(key=lambda cog: cog.qualified_name.lower() != package)  # what the area is called after comes first
    name = cogs[0].qualified_name if len(cogs) == 1 else package.capitalize()
    listed = [command for cog in cogs for command in cog.walk_commands()]
    described = [cog.description for cog in cogs if any(cog.walk_commands())]
    return Area(name, " ".join(described), tuple(sorted(listed, key=lambda command: command.qualified_name)))
