"""What a setting's values can be: how they are typed, shown and chosen."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Protocol

from astromorty.errors import InvalidInput
from astromorty.services.emoji import parse_emoji

Value = str | int | bool | None

SUGGESTIONS = 25  # Discord shows at most 25 choices.


class Kind(Protocol):
    """A kind of values."""

    def parse(self, text: str) -> Value:
        """Return what `text` stands for, as it is stored; raise InvalidInput with what is allowed."""
        ...

    def shown(self, value: str | int | bool) -> str:
        """Write a stored value as people type it."""
        ...

    def suggest(self, text: str) -> list[str]:
        """Return up to 25 values to offer for what has been typed so far."""
        ...


@dataclass(frozen=True)
class Text:
    """Text that a function checks.

    Attributes:
        check: Returns the text as it is stored; raises InvalidInput.
        offer: Values to offer for what has been typed so far.
        common: Values to choose from at once, where most servers want one of a few.
        longest: How many characters a form takes.
        lines: Whether it may have several lines.
    """

    check: Callable[[str], str]
    offer: Callable[[str], list[str]] = lambda _: []
    common: tuple[str, ...] = ()
    longest: int = 100
    lines: bool = False

    def parse(self, text: str) -> str:
        """Check the text."""
        return self.check(text)

    def shown(self, value: str | int | bool) -> str:
        """Return the text itself."""
        return str(value)

    def suggest(self, text: str) -> list[str]:
        """Ask `offer`."""
        return self.offer(text)[:SUGGESTIONS]


@dataclass(frozen=True)
class Number:
    """A number between two limits, stored in units of 1/`scale`: with scale 100, `1.5` is 150."""

    lowest: int
    highest: int
    unit: str = ""
    scale: int = 1
    common: tuple[str, ...] = ()

    def parse(self, text: str) -> int:
        """Return the number in units of 1/`scale`."""
        try:
            number = Decimal(text.strip().removesuffix(self.unit).strip().replace(",", ".")) * self.scale
            # Comparing NaN raises too.
            inside = self.lowest <= number <= self.highest and number == number.to_integral_value()
        except InvalidOperation:
            inside, number = False, Decimal(0)
        if not inside:
            kind = "whole number" if self.scale == 1 else f"number with at most {len(str(self.scale)) - 1} decimals"
            example = self.common[0] if self.common else self.shown(self.lowest)
            limits = f"{self.shown(self.lowest)} to {self.shown(self.highest)}"
            raise InvalidInput(f"That is no {kind} from {limits}; try for example `{example}`.")
        return int(number)

    def shown(self, value: str | int | bool) -> str:
        """Write the number with its unit, without needless zeros."""
        number = f"{Decimal(value) / self.scale:f}"
        return f"{number} {self.unit}" if self.unit else number

    def suggest(self, text: str) -> list[str]:
        """Offer the common values."""
        return [value for value in self.common if value.startswith(text.strip())]


@dataclass(frozen=True)
class Switch:
    """On or off."""

    def parse(self, text: str) -> bool:
        """Understand on and off, in the words people use for it."""
        word = text.strip().lower()
        if word not in {"on", "off", "yes", "no", "true", "false"}:
            raise InvalidInput("That is neither `on` nor `off`.")
        return word in {"on", "yes", "true"}

    def shown(self, value: str | int | bool) -> str:
        """Say on or off."""
        return "on" if value else "off"

    def suggest(self, text: str) -> list[str]:
        """Offer both."""
        return [word for word in ("on", "off") if word.startswith(text.strip().lower())]


@dataclass(frozen=True)
class Choice:
    """One of a few words, each with what it means."""

    meanings: Mapping[str, str]

    def parse(self, text: str) -> str:
        """Return the word in its own spelling."""
        word = text.strip().lower()
        if word not in self.meanings:
            raise InvalidInput(f"That is not possible; choose one of {', '.join(f'`{w}`' for w in self.meanings)}.")
        return word

    def shown(self, value: str | int | bool) -> str:
        """Return the word itself."""
        return str(value)

    def suggest(self, text: str) -> list[str]:
        """Offer the words that begin so."""
        return [word for word in self.meanings if word.startswith(text.strip().lower())]


class _Mentioned:
    """Something of the server that people mention, by its snowflake; whether it is there is for the caller to know."""

    sign: ClassVar[str]
    refusal: ClassVar[str]

    def parse(self, text: str) -> int:
        """Take a mention or an ID."""
        match = re.fullmatch(rf"(?:<{self.sign})?(\d{{15,20}})>?", text.strip())
        if match is None:
            raise InvalidInput(self.refusal)
        return int(match[1])

    def shown(self, value: str | int | bool) -> str:
        """Mention it."""
        return f"<{self.sign}{value}>"

    def suggest(self, text: str) -> list[str]:
        """Offer nothing: this process may not know what the server has."""
        del text
        return []


@dataclass(frozen=True)
class TextChannel(_Mentioned):
    """A channel in which messages are written."""

    sign = "#"
    refusal = "That is no channel; mention one, such as `#general`."


@dataclass(frozen=True)
class VoiceChannel(_Mentioned):
    """A channel in which members talk."""

    sign = "#"
    refusal = "That is no voice channel; mention one or give its ID."


@dataclass(frozen=True)
class Category(_Mentioned):
    """A category of channels."""

    sign = "#"
    refusal = "That is no category; mention one or give its ID."


@dataclass(frozen=True)
class Emoji:
    """An emoji of Unicode or of the server."""

    def parse(self, text: str) -> str:
        """Take one emoji as Discord writes it."""
        return parse_emoji(text)

    def shown(self, value: str | int | bool) -> str:
        """Return the emoji itself."""
        return str(value)

    def suggest(self, text: str) -> list[str]:
        """Offer nothing: people have a picker for it."""
        del text
        return []


@dataclass(frozen=True)
class Role(_Mentioned):
    """A role of the server.

    Attributes:
        to_give: Whether the bot is to give it to members.
    """

    to_give: bool = True

    sign = "@&"
    refusal = "That is no role; mention one, such as `@Jailed`."


@dataclass(frozen=True)
class Roles:
    """Several roles of the server, stored as their IDs with spaces between them.

    Attributes:
        most: How many there can be.
    """

    most: int

    def parse(self, text: str) -> str:
        """Take mentions or IDs, each role once."""
        ids = dict.fromkeys(map(Role().parse, text.replace(",", " ").replace("><", "> <").split()))
        if not 1 <= len(ids) <= self.most:
            raise InvalidInput(f"Name 1 to {self.most} roles, such as `@Helpers @Supporters`.")
        return " ".join(map(str, ids))

    def shown(self, value: str | int | bool) -> str:
        """Mention them."""
        return " ".join(map(Role().shown, role_ids(value)))

    def suggest(self, text: str) -> list[str]:
        """Offer nothing: this process may not know what the server has."""
        del text
        return []


def role_ids(value: Value) -> tuple[int, ...]:
    """Return the roles of a stored value of the kind `Roles`."""
    return () if value is None else tuple(map(int, str(value).split()))
