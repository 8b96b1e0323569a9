"""The local tier's bound: who is pushed out, and who stays."""

from __future__ import annotations

import math
import weakref
from time import monotonic

import pytest

from astromorty.services.cache.leases import Trust
from astromorty.services.cache.local import MISS, PASSED_OVER, LocalTable
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


def test_one_store_passes_over_few_even_where_everything_was_used() -> None:
    local = table(1000)
    for identity in range(1000):
        local.store(identity, "!", 1, LONG)
        local.peek(identity)
    local.store("new", "!", 1, LONG)
    assert PASSED_OVER not in local.identities(), "those before were passed over, and one went"
    assert len(local) == 1000


@pytest.mark.parametrize("ttl", [0.05, 1.0, 300.0, 86_400.0])
def test_an_entry_ends_with_its_ttl_or_a_little_earlier_and_shares_the_moment(ttl: float) -> None:
    local = table(10)
    for identity in (1, 2):
        local.store(identity, "!", 1, ttl)
    now = monotonic()
    one, other = local.entry(1), local.entry(2)
    assert one is not None
    assert other is not None
    assert ttl * 127 / 128 - 0.01 < one.expires_at - now <= ttl
    if ttl > 60:
        assert one.expires_at is other.expires_at


def test_entries_that_are_alike_are_one_and_each_goes_by_itself() -> None:
    local = LocalTable(10, Trust(math.inf), Counts(), shares=True)
    for identity in (1, 2):
        local.store(identity, ("a", "b"), 1, LONG)
    local.store(3, ("a", "b"), 2, LONG)
    one, other, newer = (local.entry(identity) for identity in (1, 2, 3))
    assert one is other
    assert newer is not None
    assert one is not None
    assert newer is not one
    assert newer.value is one.value
    for identity in (1, 2, 2):
        local.peek(identity)
    local.drop(1)
    assert local.peek(1) is MISS
    assert local.peek(2) == ("a", "b")
    local.flush()
    assert local.hits() == (4, 0)


def test_an_equal_value_that_is_read_anew_leaves_the_first_in_its_place() -> None:
    local = LocalTable(10, Trust(math.inf), Counts(), shares=True)
    first, again = frozenset({1}), frozenset({1})
    local.store(1, first, 0, LONG)
    local.store(1, again, 0, LONG / 2)
    assert local.peek(1) is first


def test_what_nobody_holds_any_more_is_let_go() -> None:
    class Value:
        pass

    local = LocalTable(2, Trust(math.inf), Counts(), shares=True)
    held: list[weakref.ref[Value]] = []
    for identity in range(3):
        value = Value()
        held.append(weakref.ref(value))
        local.store(identity, value, 0, LONG)
        del value
    local.drop(1)
    assert [value() is not None for value in held] == [False, False, True]
