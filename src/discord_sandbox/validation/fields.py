"""Kinds of single values from which the tables of Discord's limits are made.

A table names each field's kind and bounds; `check` compares a decoded JSON value with it and records what is wrong
under Discord's error codes. An optional field may be absent or null.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from discord_sandbox.validation.form import FormErrors, Path

REQUIRED = ("BASE_TYPE_REQUIRED", "This field is required")
SNOWFLAKE_MAX = 2**63 - 1


class Field(Protocol):
    """A field's kind with its bounds."""

    @property
    def required(self) -> bool:
        """Whether the field must be there and not null."""
        ...

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record what is wrong with a value that is there."""
        ...


def check_length(length: int, low: int, high: int | None, path: Path, errors: FormErrors) -> None:
    """Record a length outside `low`…`high` the way Discord words it."""
    if high is None:
        if length < low:
            errors.add(path, "BASE_TYPE_MIN_LENGTH", f"Must be {low} or more in length.")
    elif not low <= length <= high:
        if low:
            errors.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        else:
            errors.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")


@dataclass(frozen=True)
class Text:
    """A string of `low` to `high` characters."""

    low: int = 0
    high: int | None = None
    required: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a value that is no string, too short or too long."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            errors.add(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
            return
        text = str(value)
        # Discord strips surrounding whitespace before it looks at a length.
        if self.required and not text.strip():
            errors.add(path, *REQUIRED)
            return
        check_length(len(text), self.low, self.high, path, errors)


@dataclass(frozen=True)
class Number:
    """An integer, or with `whole=False` any number, of `low` to `high`."""

    low: float | None = None
    high: float | None = None
    required: bool = False
    whole: bool = True

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a value that is no number or out of bounds."""
        kind = "int" if self.whole else "float"
        number = _as_number(value, whole=self.whole)
        if number is None:
            errors.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not {kind}.')
        elif self.low is not None and number < self.low:
            errors.add(path, "NUMBER_TYPE_MIN", f"{kind} value should be greater than or equal to {self.low}.")
        elif self.high is not None and number > self.high:
            errors.add(path, "NUMBER_TYPE_MAX", f"{kind} value should be less than or equal to {self.high}.")


def _as_number(value: object, *, whole: bool) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(value) if whole and not isinstance(value, float) else float(value)
    except ValueError:
        return None


@dataclass(frozen=True)
class Choice:
    """One of a closed set of values."""

    values: frozenset[int | str]
    required: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a value outside the set."""
        if not isinstance(value, int | str) or value not in self.values:
            known = ", ".join(map(str, sorted(self.values, key=str)))
            errors.add(path, "BASE_TYPE_CHOICES", f"Value must be one of ({known}).")


@dataclass(frozen=True)
class Boolean:
    """A truth value."""

    required: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record anything but true or false."""
        if not isinstance(value, bool):
            errors.add(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


@dataclass(frozen=True)
class Snowflake:
    """An ID, as string or integer."""

    required: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a value that is no 64-bit positive integer."""
        number = _as_number(value, whole=True) if not isinstance(value, float) else None
        if number is None or not 0 <= number <= SNOWFLAKE_MAX:
            errors.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


@dataclass(frozen=True)
class Timestamp:
    """A time as ISO 8601."""

    required: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record what is no time."""
        try:
            datetime.fromisoformat(str(value))
        except ValueError:
            errors.add(path, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")


@dataclass(frozen=True)
class Link:
    """A URL with one of the given schemes."""

    schemes: tuple[str, ...] = ("http", "https")
    high: int = 2048
    required: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a value that is too long, no URL, or has a scheme that is not allowed."""
        if not isinstance(value, str):
            errors.add(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
            return
        check_length(len(value), 0, self.high, path, errors)
        scheme, separator, rest = value.partition("://")
        if not separator or not rest or any(character.isspace() for character in value):
            errors.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        elif scheme.lower() not in self.schemes:
            known = ", ".join(f"'{name}'" for name in self.schemes)
            errors.add(path, "URL_TYPE_INVALID_SCHEME", f'Scheme "{scheme}" must be one of ({known}).')
