"""Each request of the bot compared with the description."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from discord_sandbox.openapi.description import Description, Operation
from discord_sandbox.openapi.deviations import DEVIATIONS, INTEGER_SNOWFLAKES, QUERY_DEVIATIONS
from discord_sandbox.openapi.schemas import Schemas
from discord_sandbox.validation.form import is_mapping

_VERSION = re.compile(r"^/api/v\d+")
MAX_MESSAGE = 300
# Requests whose outcome is remembered: each start of a bot sends all its commands, which take a second to compare.
REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing in a request that the description does not have; `where` is the path inside the body."""

    method: str
    path: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a request brought: the places with a fault, and the deviations that were met."""

    faults: tuple[tuple[str, str], ...]
    deviations: Counter[str]


class OpenApiCheck:
    """Compares requests with the description in `file` and keeps what it found.

    `violations` are what no named deviation of discord.py explains, `deviations` counts those that were met,
    `requests` the requests by operation. Raises `ImportError` where `jsonschema` is not installed.
    """

    def __init__(self, file: Path) -> None:
        self._description = Description(file)
        self._schemas = Schemas(self._description.document, self._met_integer_snowflake)
        self.requests: Counter[str] = Counter()
        self.deviations: Counter[str] = Counter()
        self._met: Counter[str] = Counter()
        self.violations: list[Violation] = []
        self._outcomes: dict[str, _Outcome] = {}

    def look_at(self, method: str, path: str, query: Mapping[str, str], body: object) -> None:
        """Compare one request, its body decoded."""
        plain = _VERSION.sub("", path)
        operation = self._description.find(method, plain)
        if operation is None:
            self.violations.append(Violation(method, plain, "route", "is not in Discord's description"))
            return
        self.requests[f"{method} {operation.path}"] += 1
        same = repr((method, operation.path, sorted(query), body))
        outcome = self._outcomes.pop(same, None) or self._compare(operation, query, body)
        self._outcomes[same] = outcome
        if len(self._outcomes) > REMEMBERED:
            del self._outcomes[next(iter(self._outcomes))]
        self.deviations.update(outcome.deviations)
        for where, message in outcome.faults:
            self.violations.append(Violation(method, operation.path, where, message[:MAX_MESSAGE]))

    def _compare(self, operation: Operation, query: Mapping[str, str], body: object) -> _Outcome:
        self._met.clear()
        return _Outcome(tuple(self._faults(operation, query, body)), self._met.copy())

    def _faults(self, operation: Operation, query: Mapping[str, str], body: object) -> Iterator[tuple[str, str]]:
        allowed = operation.queries | QUERY_DEVIATIONS.get((operation.method, operation.path), set())
        for name in query:
            if name not in allowed:
                yield "query", f"{name} is not in Discord's description"
        for deviation in DEVIATIONS:
            corrected = deviation.correct(operation, body)
            if corrected != body:
                self._met[deviation.name] += 1
            body = corrected
        if body is None:
            if operation.body_required:
                yield "body", "is missing"
            return
        if operation.pointer is None:
            yield "body", "is none that Discord's description has"
            return
        yield from self._body_faults(operation, operation.pointer, body)

    def _body_faults(self, operation: Operation, pointer: str, body: object) -> Iterator[tuple[str, str]]:
        if is_mapping(body) and operation.fields:
            for name in body.keys() - operation.fields:
                yield f"body.{name}", "is not in Discord's description"
        fault = self._schemas.fault(pointer, body)
        if fault is not None:
            where, message = fault
            yield f"body.{where}".rstrip("."), message

    def _met_integer_snowflake(self) -> None:
        self._met[INTEGER_SNOWFLAKES] += 1
