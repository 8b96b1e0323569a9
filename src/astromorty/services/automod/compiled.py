"""A server's rules, ready to look at messages."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from loguru import logger

from astromorty.database.models.automod import ALL_RULES, AutomodRule, AutomodRules
from astromorty.errors import InvalidInput
from astromorty.services.automod.looking import Facts
from astromorty.services.automod.looks import Compiled, Looks

# What weighs more is looked for first: a message is dealt with by one rule.
_WEIGHT: Final = {"delete-timeout": 0, "timeout": 1, "delete-warn": 2, "warn": 3, "delete": 4, "log": 5}


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """A rule that can look at messages."""

    rule: AutomodRule
    compiled: Compiled
    exempt: frozenset[int]


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a message breaks, and what in it does."""

    ready: ReadyRule
    part: str


class ReadyRules:
    """A server's rules, compiled; the heaviest first."""

    def __init__(self, source: AutomodRules, looks: Looks) -> None:
        self.source = source
        self.exempt = frozenset(target for rule, _, target in source.exempt if rule == ALL_RULES)
        self.rules = tuple(_ready(source, looks))
        # Whether it matters for any rule who writes, and where.
        self.has_exempt = bool(source.exempt)

    def broken_by(self, facts: Facts, places: Collection[int]) -> list[Violation]:
        """Return the rules that a message breaks, with its roles and channels not exempt; without I/O.

        Every rule looks at it, also behind one that is broken: rules about many messages count this one, too.
        """
        if places and not self.exempt.isdisjoint(places):
            return []
        broken: list[Violation] = []
        for ready in self.rules:
            if places and not ready.exempt.isdisjoint(places):
                continue
            part = ready.compiled.look(facts)
            if part is not None:
                broken.append(Violation(ready, part))
        return broken


def _ready(source: AutomodRules, looks: Looks) -> Iterator[ReadyRule]:
    for rule in sorted(source.rules, key=lambda rule: (_WEIGHT[rule.action], rule.name)):
        if not rule.is_enabled:
            continue
        try:
            compiled = looks.of(rule)
        except InvalidInput as error:  # written by another version; the other rules hold all the same
            logger.warning("The automod rule {} cannot be used: {}", rule.name, error)
            continue
        exempt = frozenset(target for name, _, target in source.exempt if name == rule.name)
        yield ReadyRule(rule, compiled, exempt)
