"""The local tier's bound: who is pushed out, and who stays."""

from __future__ import annotations

import math

from astromorty.services.cache.leases import Trust
from astromorty.services.cache.local import MISS, LocalTable
from astromorty.services.cache.stats import Counts

LONG = 3600.0


def table(limit: int) -> LocalTable:
    return LocalTable(limit, Trust(math.inf), Counts())


def test_what_is_used_outlives_what_is_not() -> None:
    local = table(3)
    for identity in (1, 2, 3):
        local.store(identity, "!", 1, LONG)
    local.peek(1)
    for identity in (4, 5):
        local.store(identity, "!", 1, LONG)
    assert set(local.identities()) == {1, 4, 5}


def test_a_second_chance_is_not_a_third() -> None:
    local = table(2)
    local.store(1, "!", 1, LONG)
    local.peek(1)
    for identity in (2, 3, 4):
        local.store(identity, "!", 1, LONG)
    assert local.peek(1) is MISS


def test_a_full_table_in_which_everything_is_used_takes_a_new_entry() -> None:
    for limit in (1, 2, 30):
        local = table(limit)
        for identity in range(limit):
            local.store(identity, "!", 1, LONG)
            local.peek(identity)
        local.store(limit, "new", 1, LONG)
        assert local.peek(limit) == "new"
        assert len(local) == limit


def test_storing_an_entry_again_pushes_nobody_out() -> None:
    local = table(2)
    for identity in (1, 2, 2):
        local.store(identity, "!", 1, LONG)
    assert local.identities() == [1, 2]
