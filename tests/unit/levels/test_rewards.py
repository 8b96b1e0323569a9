"""Which roles are given and taken."""

from astromorty.database.models import Reward
from astromorty.services.levels.rewards import RoleChanges, earned, role_changes

REWARDS = (Reward(1, 10, False), Reward(5, 50, False), Reward(5, 51, False), Reward(9, 90, False))


def changes(level: int, *held: int, replace: bool = False, former: int | None = None) -> tuple[set[int], set[int]]:
    found: RoleChanges = role_changes(REWARDS, level, held, replace=replace, former=former)
    return set(found.give), set(found.take)


def test_all_are_earned_or_the_highest_only():
    assert earned(REWARDS, 0, replace=False) == set()
    assert earned(REWARDS, 6, replace=False) == {10, 50, 51}
    assert earned(REWARDS, 6, replace=True) == {50, 51}
    assert earned(REWARDS, 0, replace=True) == set()


def test_only_what_is_missing_is_given():
    assert changes(6, 10, 77) == ({50, 51}, set())
    assert changes(6, 10, 50, 51) == (set(), set())


def test_replacing_takes_the_lower_ones():
    assert changes(6, 10, replace=True) == ({50, 51}, {10})
    assert changes(9, 10, 50, 51, replace=True) == ({90}, {10, 50, 51})


def test_a_role_of_a_higher_level_stays_unless_it_had_been_earned():
    assert changes(1, 10, 50, 90) == (set(), set())
    assert changes(1, 10, 50, 51, 90, former=6) == (set(), {50, 51})
    assert changes(0, 90, replace=True, former=9) == (set(), {90})
