"""Keys: `type:part:part`, each part escaped; the namespace is added where a key meets Redis."""

from __future__ import annotations

from typing import Final, TypeAlias
from urllib.parse import quote, unquote

from astromorty.services.cache.strategies import STRATEGIES, CacheStrategy

NAMESPACE: Final = "astromorty:"
CONTROL: Final = "~"
"""What the cache's own keys begin with; no type is named so."""

ANY: Final = "*"
"""In place of a part: every entry of the type whose other parts are these."""

Part: TypeAlias = int | str
Identity: TypeAlias = Part | tuple[Part, ...]
"""What tells an entry from others of its type: the bare part where there is one, else a tuple of all in order."""


def build(name: str, parts: tuple[Part | None, ...]) -> str:
    """Return the key of an entry, without the namespace; None stands for any part."""
    return ":".join([name, *map(_written, parts)])


def _written(part: Part | None) -> str:
    if part is None:
        return ANY
    # quote() leaves no ':' to be mistaken for a separator and none of SCAN's wildcards. What a text may hold is for the
    # database to say, half of a surrogate pair too.
    return str(part) if type(part) is int else quote(str(part), safe="", errors="surrogatepass")


def key_of(strategy: CacheStrategy, identity: Identity) -> str:
    """Return the key of an entry; raise `TypeError` when a part is not of the declared type.

    The exact type matters: "1" and 1 would share a key in Redis but not in a process, and one of them stay stale.
    """
    parts = identity if isinstance(identity, tuple) else (identity,)
    if len(parts) != len(strategy.identity):
        raise TypeError(f"{strategy.name} is identified by {', '.join(strategy.identity)}, got {parts!r}")
    for (name, expected), part in zip(strategy.identity.items(), parts, strict=True):
        if type(part) is not expected:
            raise TypeError(f"{strategy.name}: {name} must be {expected.__name__}, got {type(part).__name__} {part!r}")
    return build(strategy.name, parts)


def parse(key: str) -> tuple[CacheStrategy, Identity] | None:
    """Return the type and identity that a key belongs to; None for a key of no database-backed type."""
    name, *texts = key.split(":")
    strategy = STRATEGIES.get(name)
    if strategy is None or len(texts) != len(strategy.identity):
        return None
    try:
        parts = tuple(
            int(text) if kind is int else unquote(text, errors="surrogatepass")
            for kind, text in zip(strategy.identity.values(), texts, strict=True)
        )
    except ValueError:
        return None
    return strategy, parts[0] if len(parts) == 1 else parts


def parse_many(key: str) -> tuple[CacheStrategy, tuple[Part | None, ...]] | None:
    """Return the type and parts of a key that stands for many entries, None for open parts; None for other keys."""
    if ANY not in key:
        return None
    name, *texts = key.split(":")
    found = parse(":".join([name, *("0" if text == ANY else text for text in texts)]))
    if found is None:
        return None
    strategy, identity = found
    parts = identity if isinstance(identity, tuple) else (identity,)
    return strategy, tuple(None if text == ANY else part for text, part in zip(texts, parts, strict=True))


def is_reserved(key: str) -> bool:
    """Tell whether a key lies in the space of a database-backed type, or of the cache itself."""
    return key.startswith(CONTROL) or key.partition(":")[0] in STRATEGIES
