"""One REST request, as its handler sees it, and what a handler returns."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias, cast
from urllib.parse import unquote

from aiohttp import web

from discord_sandbox.errors import InvalidForm
from discord_sandbox.gateway.hub import Gateway
from discord_sandbox.messages.upload import Upload
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonBody, JsonObject

MAX_REASON_LENGTH = 512


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose status is not 200 (a body of None: 204)."""

    status: int
    body: JsonBody | None = None


Answer: TypeAlias = JsonBody | Reply | None


@dataclass(slots=True)
class Call:
    """A request that passed authorisation, its body read."""

    world: World
    gateway: Gateway
    request: web.Request
    body: Any = None
    uploads: dict[int, Upload] = field(default_factory=dict[int, Upload])
    # The audit-log reason, decoded.
    reason: str | None = field(init=False)

    def __post_init__(self) -> None:
        """Read the reason; raises ``InvalidForm`` where it is too long, before anything was done."""
        self.reason = unquote(self.request.headers.get("X-Audit-Log-Reason", "")) or None
        if self.reason and len(self.reason) > MAX_REASON_LENGTH:
            raise InvalidForm({"reason": ("BASE_TYPE_MAX_LENGTH", f"Must be {MAX_REASON_LENGTH} or fewer in length.")})

    def id(self, name: str) -> int:
        """Return an ID of the path."""
        return int(self.request.match_info[name])

    def text(self, name: str) -> str:
        """Return a part of the path, decoded."""
        return self.request.match_info[name]

    def query(self, name: str) -> str | None:
        """Return a query parameter."""
        return self.request.query.get(name)

    def query_int(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number of the query; raises ``InvalidForm`` outside ``least`` to ``most``."""
        raw = self.request.query.get(name)
        if raw is None:
            return default
        if not raw.isdecimal() or not least <= int(raw) <= most:
            raise InvalidForm({name: ("NUMBER_TYPE_RANGE", f"int value should be between {least} and {most}.")})
        return int(raw)

    def query_id(self, name: str) -> int | None:
        """Return an ID of the query; raises ``InvalidForm`` where it is none."""
        raw = self.request.query.get(name)
        if raw and not raw.isdecimal():
            raise InvalidForm({name: ("NUMBER_TYPE_COERCE", f'Value "{raw}" is not snowflake.')})
        return int(raw) if raw else None

    def query_time(self, name: str) -> datetime | None:
        """Return a time of the query; raises ``InvalidForm`` where it is none."""
        raw = self.request.query.get(name)
        try:
            return datetime.fromisoformat(raw) if raw else None
        except ValueError:
            problem = ("DATE_TIME_TYPE_PARSE", f"Could not parse {raw}. Should be ISO8601.")
            raise InvalidForm({name: problem}) from None

    def object(self) -> JsonObject:
        """Return the body, which must be a JSON object."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise InvalidForm({"": ("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")})
        return cast("JsonObject", self.body)

    def items(self) -> list[JsonObject]:
        """Return the body, which must be a list of JSON objects."""
        items = cast("list[object]", self.body) if isinstance(self.body, list) else [None]
        if not all(isinstance(each, dict) for each in items):
            raise InvalidForm({"": ("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")})
        return cast("list[JsonObject]", items)
