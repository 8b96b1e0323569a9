"""Limits of application commands (Discord's documentation, "Application Commands")."""

from collections.abc import Mapping, Sequence

from discord_sandbox.validation.command_options import (
    MAX_OPTIONS,
    NAMED,
    VALUE_OPTIONS,
    CommandName,
    OptionKind,
    check_options,
)
from discord_sandbox.validation.fields import REQUIRED, Boolean, Choice, Field, Number, Text
from discord_sandbox.validation.form import FormErrors, Path, is_mapping, mappings
from discord_sandbox.validation.structures import Listing, Table, Variants

MAX_COMMAND_CHARACTERS = 8_000
CHAT_INPUT, USER, MESSAGE, ENTRY_POINT = 1, 2, 3, 4
# How many commands of each type an application may have, per scope.
MAX_COMMANDS = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15, ENTRY_POINT: 1}

_SUBCOMMAND = Table(NAMED | {"options": Listing(Variants(VALUE_OPTIONS), high=MAX_OPTIONS)}, rule=check_options)
_GROUP = Table(
    NAMED | {"options": Listing(Variants({OptionKind.SUBCOMMAND: _SUBCOMMAND}), high=MAX_OPTIONS)}, rule=check_options
)
_NESTED: dict[int, Field] = {OptionKind.SUBCOMMAND: _SUBCOMMAND, OptionKind.GROUP: _GROUP}
_ROOT: dict[str, Field] = {
    "type": Choice(frozenset(MAX_COMMANDS)),
    "default_member_permissions": Number(0, 2**63 - 1),
    "dm_permission": Boolean(),
    "nsfw": Boolean(),
    "contexts": Listing(Choice(frozenset({0, 1, 2})), low=1, unique=True),
    "integration_types": Listing(Choice(frozenset({0, 1})), low=1, unique=True),
}


def _check_one_kind_of_options(command: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    """Record plain options beside subcommands: a command has either."""
    nested = [option.get("type") in _NESTED for _, option in mappings(command.get("options"))]
    for index, is_nested in enumerate(nested):
        if is_nested != nested[0]:
            message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
            errors.add((*path, "options", index), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    check_options(command, path, errors)


_CHAT_INPUT = Table(
    _ROOT | NAMED | {"options": Listing(Variants(VALUE_OPTIONS | _NESTED), high=MAX_OPTIONS)},
    rule=_check_one_kind_of_options,
)


def _check_context_menu(command: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    for name in ("description", "options"):
        if command.get(name):
            message = f"Context menu commands cannot have {name}"
            errors.add((*path, name), f"APPLICATION_COMMAND_CONTEXT_MENU_{name.upper()}_INVALID", message)


_CONTEXT_MENU = Table(_ROOT | {"name": Text(1, 32, required=True)}, rule=_check_context_menu)
_ENTRY_POINT = Table(_ROOT | {"name": CommandName()})
_BY_TYPE: dict[int, Field] = {
    CHAT_INPUT: _CHAT_INPUT,
    USER: _CONTEXT_MENU,
    MESSAGE: _CONTEXT_MENU,
    ENTRY_POINT: _ENTRY_POINT,
}


def type_of(command: Mapping[str, object]) -> int:
    """Return a command's type; left out it is a slash command."""
    kind = command.get("type")
    return kind if isinstance(kind, int) else CHAT_INPUT


def _longest(texts: object, default: object) -> int:
    known = [str(default or "")]
    if is_mapping(texts):
        known += [str(text) for text in texts.values()]
    return max(map(len, known))


def characters_of(command: Mapping[str, object]) -> int:
    """Count the characters that fall under the limit of 8,000.

    Names, descriptions and choices of the command and everything in it; of localized texts the longest counts.
    """
    total = _longest(command.get("name_localizations"), command.get("name"))
    total += _longest(command.get("description_localizations"), command.get("description"))
    for _, choice in mappings(command.get("choices")):
        total += _longest(choice.get("name_localizations"), choice.get("name")) + len(str(choice.get("value", "")))
    return total + sum(characters_of(option) for _, option in mappings(command.get("options")))


def check_command(command: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    """Record what is wrong with one command's payload."""
    kind = type_of(command)
    if kind not in _BY_TYPE:
        known = ", ".join(map(str, _BY_TYPE))
        errors.add((*path, "type"), "BASE_TYPE_CHOICES", f"Value must be one of ({known}).")
        return
    _BY_TYPE[kind].check(command, path, errors)
    if characters_of(command) > MAX_COMMAND_CHARACTERS:
        message = f"Command exceeds maximum size ({MAX_COMMAND_CHARACTERS})"
        errors.add(path, "APPLICATION_COMMAND_TOO_LARGE", message)


def command_errors(command: Mapping[str, object]) -> FormErrors:
    """Compare one command's payload with Discord's limits."""
    errors = FormErrors()
    check_command(command, (), errors)
    return errors


def bulk_command_errors(commands: Sequence[object]) -> FormErrors:
    """Compare the payload of a bulk overwrite with Discord's limits; a name may appear once per type."""
    errors = FormErrors()
    seen: set[tuple[int, object]] = set()
    for index, command in enumerate(commands):
        if not is_mapping(command):
            errors.add((index,), *REQUIRED)
            continue
        check_command(command, (index,), errors)
        identity = (type_of(command), command.get("name"))
        if identity in seen:
            message = "Application command names must be unique"
            errors.add((index,), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(identity)
    return errors


def exceeded_type(commands: Sequence[Mapping[str, object]]) -> int | None:
    """Return the first command type of which there are more than Discord lets an application have (error 30032)."""
    counts = dict.fromkeys(MAX_COMMANDS, 0)
    for command in commands:
        kind = type_of(command)
        counts[kind] = counts.get(kind, 0) + 1
    return next((kind for kind, count in counts.items() if count > MAX_COMMANDS.get(kind, 0)), None)
