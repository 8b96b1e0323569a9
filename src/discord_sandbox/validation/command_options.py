"""Limits of application command options (Discord's documentation, "Application Command Option Structure")."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from discord_sandbox.validation.fields import Boolean, Field, Number, Text, check_length
from discord_sandbox.validation.form import FormErrors, Path, mappings
from discord_sandbox.validation.structures import Listing, Localizations, Table

MAX_OPTIONS = 25
MAX_CHOICES = 25
# JavaScript's safe integers, which is what Discord's clients hold.
INTEGER_MAX = 2**53 - 1


class OptionKind(IntEnum):
    """Discord's option types."""

    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


def _is_name_character(character: str) -> bool:
    # Discord's pattern is [-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]: the two scripts matter for their combining marks.
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return "\u0900" <= character <= "\u097f" or "\u0e01" <= character <= "\u0e5b"


@dataclass(frozen=True)
class CommandName:
    """A name of 1 to 32 letters, digits, `-`, `_` and `'`, without upper case."""

    required: bool = True

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a name that is too long or holds what Discord's pattern refuses."""
        text = str(value)
        check_length(len(text), 1, 32, path, errors)
        if not text or not all(map(_is_name_character, text)) or text != text.lower():
            errors.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def check_options(parent: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    """Record repeated names and required options behind optional ones."""
    names: set[object] = set()
    optional_seen = False
    for index, option in mappings(parent.get("options")):
        here = (*path, "options", index)
        name = option.get("name")
        if name in names:
            errors.add(here, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", f"Option name {name} is already used")
        names.add(name)
        if option.get("type") in (OptionKind.SUBCOMMAND, OptionKind.GROUP):
            continue
        if option.get("required"):
            if optional_seen:
                message = "Required options must be placed before non-required options"
                errors.add(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        else:
            optional_seen = True


def _check_choices(option: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    choices = option.get("choices")
    if choices and option.get("autocomplete"):
        message = "Autocomplete options cannot have choices"
        errors.add((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES_EXCLUSIVE", message)
    seen: dict[str, set[object]] = {"name": set(), "value": set()}
    for index, choice in mappings(choices):
        for part, known in seen.items():
            if choice.get(part) in known:
                message = f"Choice {part} is already used"
                errors.add((*path, "choices", index), "APPLICATION_COMMAND_OPTION_CHOICES_DUPLICATE", message)
            known.add(choice.get(part))
    for low, high in (("min_value", "max_value"), ("min_length", "max_length")):
        bottom, top = option.get(low), option.get(high)
        if isinstance(bottom, int | float) and isinstance(top, int | float) and bottom > top:
            errors.add((*path, low), "NUMBER_TYPE_MAX", f"int value should be less than or equal to {top}.")


NAMED: dict[str, Field] = {
    "name": CommandName(),
    "name_localizations": Localizations(CommandName()),
    "description": Text(1, 100, required=True),
    "description_localizations": Localizations(Text(1, 100)),
}
_VALUE: dict[str, Field] = NAMED | {"required": Boolean(), "autocomplete": Boolean()}


def _choices(value: Field) -> Listing:
    texts: dict[str, Field] = {"name": Text(1, 100, required=True), "name_localizations": Localizations(Text(1, 100))}
    return Listing(Table(texts | {"value": value}), high=MAX_CHOICES)


_STRING = Table(
    _VALUE
    | {
        "choices": _choices(Text(high=100, required=True)),
        "min_length": Number(0, 6000),
        "max_length": Number(1, 6000),
    },
    rule=_check_choices,
)
_INTEGER_VALUE = Number(-INTEGER_MAX, INTEGER_MAX)
_INTEGER = Table(
    _VALUE
    | {
        "choices": _choices(Number(-INTEGER_MAX, INTEGER_MAX, required=True)),
        "min_value": _INTEGER_VALUE,
        "max_value": _INTEGER_VALUE,
    },
    rule=_check_choices,
)
_NUMBER = Table(
    _VALUE
    | {
        "choices": _choices(Number(required=True, whole=False)),
        "min_value": Number(whole=False),
        "max_value": Number(whole=False),
    },
    rule=_check_choices,
)
_PLAIN = Table(_VALUE)
VALUE_OPTIONS: dict[int, Field] = {
    OptionKind.STRING: _STRING,
    OptionKind.INTEGER: _INTEGER,
    OptionKind.BOOLEAN: _PLAIN,
    OptionKind.USER: _PLAIN,
    OptionKind.CHANNEL: Table(_VALUE | {"channel_types": Listing(Number(0), unique=True)}),
    OptionKind.ROLE: _PLAIN,
    OptionKind.MENTIONABLE: _PLAIN,
    OptionKind.NUMBER: _NUMBER,
    OptionKind.ATTACHMENT: _PLAIN,
}
