"""Take secrets out of everything that leaves the process: log lines, tracebacks, error reports."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Self, cast
from urllib.parse import unquote, unquote_plus, urlsplit

from pydantic import SecretStr

from astromorty.settings.model import Settings
from astromorty.settings.variables import setting_variables

MASK: Final = "***"

# A shorter secret would mask ordinary text all over the log and protects nothing.
_SHORTEST: Final = 6
# From here on a secret is masked inside words as well; below, `postgres` as a password must not maim `postgresql`.
_UNMISTAKABLE: Final = 16
# As a password it is masked in addresses only: everywhere else it names modules, commands and the release.
_OWN_NAME: Final = "astromorty"
# What a URL's query may hold: Postgres' drivers and Redis' take a password there, too.
_PASSWORDS: Final = ("password", "sslpassword")

_SHAPES: Final = (
    # user:password@ in any URL; the user's name stays, it helps to find the wrong account.
    (re.compile(r"(?<=://)([^\s:/?#@]*):([^\s/?#]+)@"), rf"\1:{MASK}@"),
    # Whatever has the form of a bot token, also of another bot.
    (re.compile(r"\b[A-Za-z0-9_-]{23,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}"), MASK),
    # Whoever has an interaction's or a webhook's token can write in its name.
    (re.compile(r"((?:webhooks|interactions)/\d+/)[A-Za-z0-9_.-]{20,}"), rf"\1{MASK}"),
)


class SecretMask:
    """Replaces known secrets, and whatever has a secret's form, by `***`."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets for form in _written_forms(secret) if _can_be_masked(form)}
        # The longest first: a URL must go before the password in it.
        patterns = [_pattern(form) for form in sorted(forms, key=len, reverse=True)]
        self._known = re.compile("|".join(patterns)) if patterns else None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the mask for the secrets in `settings`."""
        return cls(_secrets_in(settings))

    def text(self, text: str) -> str:
        """Return `text` without secrets."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return text

    def value(self, value: object) -> object:
        """Return a copy of a JSON-like value without secrets in any of its texts; other objects as their text."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            entries = cast("Mapping[object, object]", value)
            return {self.text(str(key)): self.value(item) for key, item in entries.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(item) for item in cast("Iterable[object]", value)]
        return self.text(str(value))


def _secrets_in(settings: Settings) -> Iterator[str]:
    for variable in setting_variables():
        value = variable.read(settings)
        if isinstance(value, SecretStr):
            secret = value.get_secret_value()
            yield secret
            if "://" in secret:
                yield from _secrets_in_url(secret)


def _secrets_in_url(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    if parts.password:
        yield parts.password
        yield unquote(parts.password)
    elif parts.username and parts.scheme.startswith("http"):
        yield parts.username  # a Sentry DSN's key
    for name, _, value in (pair.partition("=") for pair in parts.query.split("&")):
        if name in _PASSWORDS:
            yield value
            yield unquote_plus(value)


def _can_be_masked(secret: str) -> bool:
    return len(secret) >= _SHORTEST and secret.casefold() != _OWN_NAME


def _written_forms(secret: str) -> Iterator[str]:
    """Give the secret as it is, and as `repr` and JSON write it."""
    yield secret
    yield repr(secret)[1:-1]
    yield json.dumps(secret)[1:-1]


def _pattern(secret: str) -> str:
    escaped = re.escape(secret)
    return escaped if len(secret) >= _UNMISTAKABLE else rf"(?<![A-Za-z0-9]){escaped}(?![A-Za-z0-9])"
