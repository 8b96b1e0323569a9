"""How an entry looks in Redis, and what may be believed of what is found there.

`L` + token is a fill lease. A value is `V`, format, flag, 8 hex digits of its shape's fingerprint, 16 digits of the
row's version, then msgpack of its fields in order, compressed if over 1 KiB. Never pickle; decoded by validation.
"""

from __future__ import annotations

import hashlib
import json
import types
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeGuard, TypeVar, Union, get_args, get_origin

import msgspec
import zstandard
from aiocache.serializers import BaseSerializer
from pydantic import BaseModel, TypeAdapter, ValidationError

FORMAT: Final = b"1"
HEADER: Final = 27
COMPRESS_OVER: Final = 1024
LARGEST: Final = 16 * 1024 * 1024

PLAIN: Final = b"-"
NEGATIVE: Final = b"N"
COMPRESSED: Final = b"Z"

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Lease:
    """Somebody is loading this entry."""

    token: bytes


@dataclass(frozen=True, slots=True)
class Foreign:
    """A value of another version of this program, or nothing we can read."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Stored(Generic[ValueT]):
    """A value of our shape; None says that there is no such row."""

    value: ValueT | None
    version: int


class EntrySerializer(BaseSerializer):
    """Hands bytes through: a type's `Codec` is what reads and writes them."""

    DEFAULT_ENCODING = None

    def dumps(self, value: bytes) -> bytes:
        """Return the entry as it is."""
        return value

    def loads(self, value: bytes | None) -> bytes | None:
        """Return the entry as it is."""
        return value


class Codec(Generic[ValueT]):
    """Writes and reads the entries of one type of value: a model, a dataclass, a tuple, a scalar."""

    def __init__(self, kind: Any) -> None:
        self._adapter: TypeAdapter[ValueT] = TypeAdapter(kind)
        self._fields = tuple(kind.model_fields) if is_model(kind) else None
        schema = json.dumps([repr(kind), self._adapter.json_schema()], sort_keys=True, default=str)
        self._head = b"V" + FORMAT
        self._fingerprint = hashlib.sha256(schema.encode()).hexdigest()[:8].encode()
        self._compressor = zstandard.ZstdCompressor(level=3)
        self._decompressor = zstandard.ZstdDecompressor()

    def dumps(self, value: ValueT | None, version: int) -> bytes:
        """Return the entry of a value."""
        payload, flag = b"", NEGATIVE
        if value is not None:
            fields = self._adapter.dump_python(value)
            payload, flag = msgspec.msgpack.encode([*fields.values()] if self._fields else fields), PLAIN
            if len(payload) > COMPRESS_OVER:
                payload, flag = self._compressor.compress(payload), COMPRESSED
        return b"%s%s%s%016d%s" % (self._head, flag, self._fingerprint, version, payload)

    def loads(self, raw: bytes | None) -> Stored[ValueT] | Lease | Foreign | None:
        """Return what an entry says; None if there is none."""
        if raw is None:
            return None
        if raw[:1] == b"L":
            return Lease(raw)
        if raw[:2] != self._head or raw[3:11] != self._fingerprint:
            return Foreign(raw)
        flag, payload = raw[2:3], raw[HEADER:]
        try:
            version = int(raw[11:HEADER])
            if flag == NEGATIVE:
                return Stored(None, version)
            if flag == COMPRESSED:
                payload = self._decompressor.decompress(payload, max_output_size=LARGEST)
            fields = msgspec.msgpack.decode(payload)
            if self._fields:
                fields = dict(zip(self._fields, fields, strict=True))
            return Stored(self._adapter.validate_python(fields), version)
        except (ValueError, TypeError, ValidationError, msgspec.DecodeError, zstandard.ZstdError):
            return Foreign(raw)


def is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    """Tell whether a type is a pydantic model."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


_codecs: dict[Any, Codec[Any]] = {}


def codec_for(kind: Any) -> Codec[Any]:
    """Return the codec of a type; `Config | None` and `Config` are one."""
    codec = _codecs.get(kind)
    if codec is None:
        bare = kind
        if get_origin(kind) in (Union, types.UnionType):
            bare = Union[tuple(part for part in get_args(kind) if part is not types.NoneType)]  # noqa: UP007 - a tuple
        codec = _codecs[kind] = Codec(bare)
    return codec
