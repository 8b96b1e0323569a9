"""What is cached, under which key, in which pattern and for how long: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from rapidfuzz.process import extractOne

MINUTE = 60.0
HOUR = 60 * MINUTE


class Pattern(Enum):
    """How a type's entries come about and end."""

    CACHE_ASIDE = "cache-aside"
    """Filled by a reader, deleted by a write."""
    WRITE_THROUGH = "write-through"
    """Filled by a reader, replaced by a write if present and older."""
    AGGREGATE = "aggregate"
    """One answer about many rows of a server: filled by a reader, deleted by a write to any of its members."""


@dataclass(frozen=True, slots=True)
class CacheStrategy:
    """How one type of data is cached. `ttl` is in seconds; entries live for it ±10 %."""

    name: str
    identity: Mapping[str, type[int] | type[str]]
    """The parts of an entry's key in order: the parameter's name and its type."""
    pattern: Pattern
    ttl: float
    aggregates: tuple[str, ...] = field(default=())
    """Aggregates that a write to one of these entries invalidates too."""


class UnknownCacheTypeError(LookupError):
    """There is no strategy of this name."""

    def __init__(self, name: str) -> None:
        match = extractOne(name, STRATEGIES.keys(), score_cutoff=60)
        hint = f"did you mean {match[0]!r}?" if match else f"there are: {', '.join(STRATEGIES)}"
        super().__init__(f"no cached type {name!r}; {hint}")


GUILD = {"guild_id": int}
MEMBER = {"member_id": int, "guild_id": int}

_TABLE = (
    CacheStrategy("guild_config", GUILD, Pattern.CACHE_ASIDE, 24 * HOUR),
    CacheStrategy("prefix", GUILD, Pattern.CACHE_ASIDE, 24 * HOUR),
    CacheStrategy("levels", MEMBER, Pattern.WRITE_THROUGH, 5 * MINUTE),
    CacheStrategy("snippet", GUILD | {"name": str}, Pattern.CACHE_ASIDE, HOUR, ("snippet_names",)),
    CacheStrategy("permission", GUILD | {"command": str}, Pattern.CACHE_ASIDE, HOUR, ("permission_set",)),
    CacheStrategy("case", GUILD | {"number": int}, Pattern.CACHE_ASIDE, 30 * MINUTE),
    CacheStrategy("reminder", GUILD | {"reminder_id": int}, Pattern.CACHE_ASIDE, 30 * MINUTE),
    CacheStrategy("afk", MEMBER, Pattern.WRITE_THROUGH, 30 * MINUTE, ("afk_members",)),
    CacheStrategy("snippet_names", GUILD, Pattern.AGGREGATE, HOUR),
    CacheStrategy("permission_set", GUILD, Pattern.AGGREGATE, HOUR),
    CacheStrategy("level_rules", GUILD, Pattern.AGGREGATE, HOUR),
    CacheStrategy("automod_rules", GUILD, Pattern.AGGREGATE, HOUR),
    CacheStrategy("given_roles", GUILD, Pattern.AGGREGATE, HOUR),
    CacheStrategy("server_roles", GUILD, Pattern.AGGREGATE, HOUR),
    CacheStrategy("afk_members", GUILD, Pattern.AGGREGATE, 30 * MINUTE),
    CacheStrategy("command_cooldowns", GUILD, Pattern.AGGREGATE, HOUR),
    CacheStrategy("sticky_messages", GUILD, Pattern.AGGREGATE, HOUR),
)

STRATEGIES: Mapping[str, CacheStrategy] = MappingProxyType({strategy.name: strategy for strategy in _TABLE})


def get_strategy(name: str) -> CacheStrategy:
    """Return the strategy of a cached type. Raises `UnknownCacheTypeError` (a `LookupError`) naming the nearest one."""
    try:
        return STRATEGIES[name]
    except KeyError:
        raise UnknownCacheTypeError(name) from None
