"""The kinds of values that settings take, each with the sentence that refuses a wrong one."""

import json
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from astromorty.prefix import validate_prefix

MAX_SNOWFLAKE: Final = 2**63 - 1


def _split_list(value: Any) -> Any:
    """Turn `1, 2` or `[1, 2]` into a list; leave everything else to pydantic."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise ValueError("is neither a comma separated list of numbers nor a JSON list of them") from None
    return [part.strip() for part in value.split(",") if part.strip()]


def _snowflakes(ids: tuple[int, ...]) -> tuple[int, ...]:
    for number in ids:
        if not 0 < number <= MAX_SNOWFLAKE:
            raise ValueError(f"{number} is no Discord ID (copy it with Developer Mode on: right click, Copy User ID)")
    return tuple(dict.fromkeys(ids))


def _shard_ids(ids: tuple[int, ...] | None) -> tuple[int, ...] | None:
    if ids is None:
        return None
    if not ids:
        raise ValueError("lists no shard; leave it unset to run all of them")
    if min(ids) < 0:
        raise ValueError("holds a negative number; shards count from 0")
    return tuple(sorted(set(ids)))


class _Url:
    """Check an address: one of the schemes, a host, a valid port. The value never appears in the message."""

    def __init__(self, *schemes: str, host: bool = True) -> None:
        self._schemes = schemes
        self._host = host

    def check(self, address: str) -> str:
        expected = " or ".join(f"{scheme}://" for scheme in self._schemes)
        try:
            parts = urlsplit(address.strip())
            _ = parts.port
        except ValueError:
            raise ValueError(
                f"is no valid address; expected {expected}host:port… (write special characters of a password as %XX)"
            ) from None
        if parts.scheme not in self._schemes:
            raise ValueError(f"must start with {expected}")
        if self._host and not parts.hostname:
            raise ValueError(f"names no host; expected {expected}host…")
        return address.strip()

    def without_slash(self, address: str) -> str:
        return self.check(address).rstrip("/")

    def secret(self, address: SecretStr) -> SecretStr:
        return SecretStr(self.check(address.get_secret_value()))


def _redis_url(address: SecretStr) -> SecretStr:
    checked = _Url("redis", "rediss", "unix", host=False).secret(address)
    parts = urlsplit(checked.get_secret_value())
    if parts.scheme == "unix":
        if not parts.path.strip("/"):
            raise ValueError("names no socket; expected unix:///folder/redis.sock?db=0")
        return checked
    return _Url("redis", "rediss").secret(checked)


def _sentry_dsn(dsn: SecretStr) -> SecretStr:
    checked = _Url("https", "http").secret(dsn)
    parts = urlsplit(checked.get_secret_value())
    if not parts.username or not parts.path.rpartition("/")[2].isdigit():
        raise ValueError("is no Sentry DSN; expected https://KEY@HOST/PROJECT-NUMBER")
    return checked


def _bot_token(token: SecretStr) -> SecretStr:
    # A token pasted with its quotes' line break or with the `Bot ` of an HTTP header is the usual mistake.
    text = token.get_secret_value().strip().removeprefix("Bot ").strip()
    if not text or any(character.isspace() or not character.isascii() for character in text):
        raise ValueError("holds characters that no token has; copy it again from the Developer Portal, page Bot")
    return SecretStr(text)


def _upper(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


Prefix = Annotated[str, AfterValidator(validate_prefix)]
Snowflakes = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_split_list), AfterValidator(_snowflakes)]
ShardIds = Annotated[tuple[int, ...] | None, NoDecode, BeforeValidator(_split_list), AfterValidator(_shard_ids)]
BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
PostgresUrl = Annotated[
    SecretStr, AfterValidator(_Url("postgresql", "postgres", "postgresql+asyncpg", host=False).secret)
]
RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]
SentryDsn = Annotated[SecretStr, AfterValidator(_sentry_dsn)]
HttpUrl = Annotated[str, AfterValidator(_Url("https", "http").without_slash)]
WebSocketUrl = Annotated[str, AfterValidator(_Url("wss", "ws").check)]
UpperCase = BeforeValidator(_upper)
LowerCase = BeforeValidator(_lower)
