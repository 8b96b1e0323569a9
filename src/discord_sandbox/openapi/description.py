"""Discord's OpenAPI description as a look-up of operations."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import quote

from discord_sandbox.wire import JsonObject, decode_json

METHODS = ("get", "post", "put", "patch", "delete")
_PARAMETER = re.compile(r"{[^}]*}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path; `pointer` is the place of its body's schema in the document, None without a body."""

    method: str
    path: str
    pattern: re.Pattern[str]
    pointer: str | None
    body_required: bool
    fields: frozenset[str]
    queries: frozenset[str]


class Description:
    """All operations of a description file."""

    def __init__(self, file: Path) -> None:
        self.document: JsonObject = decode_json(file.read_bytes())
        operations = list(self._operations())
        # `/members/@me` is also a `/members/{user_id}`: what has fewer parameters comes first.
        self._operations_found = sorted(operations, key=lambda operation: operation.path.count("{"))

    def find(self, method: str, path: str) -> Operation | None:
        """Return the operation of a request, `path` being without the version's prefix."""
        for operation in self._operations_found:
            if operation.method == method and operation.pattern.fullmatch(path):
                return operation
        return None

    def _operations(self) -> Iterator[Operation]:
        paths: dict[str, JsonObject] = self.document["paths"]
        for path, item in paths.items():
            pattern = re.compile("[^/]+".join(map(re.escape, _PARAMETER.split(path))))
            for method in METHODS:
                if method in item:
                    yield self._operation(method, path, pattern, item)

    def _operation(self, method: str, path: str, pattern: re.Pattern[str], item: JsonObject) -> Operation:
        details: JsonObject = item[method]
        body: JsonObject = details.get("requestBody") or {}
        content: dict[str, JsonObject] = body.get("content") or {}
        kind = next(iter(content), None)
        pointer = None
        fields: set[str] = set()
        if kind is not None:
            escaped = (part.replace("~", "~0").replace("/", "~1") for part in (path, kind))
            escaped_path, escaped_kind = map(quote, escaped)
            pointer = f"#/paths/{escaped_path}/{method}/requestBody/content/{escaped_kind}/schema"
            fields = self._fields_of(content[kind]["schema"])
        parameters: list[JsonObject] = [*(item.get("parameters") or []), *(details.get("parameters") or [])]
        queries = frozenset(str(each["name"]) for each in parameters if each.get("in") == "query")
        required = bool(body.get("required"))
        return Operation(method.upper(), path, pattern, pointer, required, frozenset(fields), queries)

    def _fields_of(self, schema: Mapping[str, object]) -> set[str]:
        """Collect the names of all fields that a body may have, over all variants of its schema."""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            schemas: dict[str, JsonObject] = self.document["components"]["schemas"]
            return self._fields_of(schemas[reference.rpartition("/")[2]])
        fields = set(cast("JsonObject", schema.get("properties") or {}))
        for union in ("allOf", "anyOf", "oneOf"):
            for part in cast("list[JsonObject]", schema.get(union) or []):
                fields |= self._fields_of(part)
        return fields
