"""Entries: what goes in comes out, and what another shape wrote does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from astromorty.database.models import GuildConfig
from astromorty.services.cache.keys import Identity, build, key_of, parse
from astromorty.services.cache.serializer import COMPRESS_OVER, Codec, Foreign, Lease, Stored, codec_for
from astromorty.services.cache.strategies import STRATEGIES


class Note(BaseModel):
    text: str
    at: datetime
    tags: tuple[str, ...] = ()


class NoteWithAuthor(Note):
    author: int = 0


values: list[tuple[Any, Any]] = [
    (GuildConfig, GuildConfig(prefix="?", version=3)),
    (GuildConfig | None, None),
    (Note, Note(text="x" * 5000, at=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), tags=("a", "b"))),
    (tuple[str, ...], ("a", "b")),
    (frozenset[int], frozenset({1, 2**60})),
    (str | None, "?"),
    (int, 0),
    (bool, False),
]


@pytest.mark.parametrize(("kind", "value"), values)
def test_what_goes_in_comes_out(kind: Any, value: object) -> None:
    codec = codec_for(kind)
    stored = codec.loads(codec.dumps(value, 7))
    assert stored == Stored(value, 7)
    assert isinstance(stored, Stored)
    assert type(stored.value) is type(value)


def test_a_snapshot_that_comes_out_is_as_frozen_as_the_one_that_went_in() -> None:
    codec = codec_for(GuildConfig)
    stored = codec.loads(codec.dumps(GuildConfig(), 1))
    assert isinstance(stored, Stored)
    assert isinstance(stored.value, GuildConfig)
    with pytest.raises(ValueError, match="frozen"):
        stored.value.prefix = "!"


def test_large_values_are_compressed() -> None:
    codec = codec_for(str)
    assert len(codec.dumps("x" * (COMPRESS_OVER - 50), 1)) > COMPRESS_OVER - 100
    assert len(codec.dumps("x" * (COMPRESS_OVER + 50), 1)) < 100


def test_another_shape_is_foreign() -> None:
    raw = codec_for(Note).dumps(Note(text="a", at=datetime.now(UTC)), 1)
    assert isinstance(codec_for(NoteWithAuthor).loads(raw), Foreign)
    assert isinstance(codec_for(Note).loads(raw.replace(b"V1", b"V2", 1)), Foreign)


def test_a_value_that_does_not_validate_is_foreign() -> None:
    lax, strict = Codec[dict[str, str]](dict[str, str]), Codec[dict[str, int]](dict[str, int])
    raw = lax.dumps({"a": "b"}, 1)
    assert isinstance(strict.loads(raw[:3] + strict.dumps({}, 1)[3:11] + raw[11:]), Foreign)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    assert isinstance(codec_for(GuildConfig).loads(raw), Foreign | Lease)


identities = {int: st.integers(-(2**63), 2**63 - 1), str: st.text(max_size=20)}


@pytest.mark.parametrize("name", STRATEGIES)
@given(data=st.data())
def test_every_identity_has_its_own_key_and_is_found_again_from_it(name: str, data: st.DataObject) -> None:
    strategy = STRATEGIES[name]
    parts = tuple(data.draw(identities[kind]) for kind in strategy.identity.values())
    identity: Identity = parts[0] if len(parts) == 1 else parts
    key = key_of(strategy, identity)
    assert parse(key) == (strategy, identity)
    assert build(name, parts) == key
    assert not set(key) & set("*?[]\\ \n")
