"""What a message gives: whole numbers, rounded once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromorty.database.controllers.guild_config import DEFAULTS
from astromorty.database.models import LevelRules
from astromorty.services.levels.gain import Factors, Place, factors, obstacle

HUNDREDTHS = st.integers(0, 1000)


@given(st.integers(1, 1000), HUNDREDTHS, HUNDREDTHS, HUNDREDTHS)
def test_the_product_is_exact_and_half_an_xp_counts_as_one(xp: int, server: int, channel: int, role: int):
    exact = Fraction(xp * server * channel * role, 100**3)
    assert Factors(server, channel, role).apply(xp) == (exact + Fraction(1, 2)).__floor__()


@pytest.mark.parametrize(
    ("xp", "role", "given"), [(15, 150, 23), (1, 50, 1), (1, 49, 0), (25, 0, 0), (1000, 1000, 10_000)]
)
def test_some_products(xp: int, role: int, given: int):
    assert Factors(100, 100, role).apply(xp) == given


def test_of_channels_the_innermost_decides_and_of_roles_the_highest():
    rules = LevelRules(channel_multipliers=((10, 200), (11, 50)), role_multipliers=((20, 80), (21, 120), (22, 300)))
    config = DEFAULTS
    assert factors(config, rules, Place(5, [10, 11], {20, 21})) == Factors(100, 200, 120)
    assert factors(config, rules, Place(5, [12, 11], {20})) == Factors(100, 50, 80)
    assert factors(config, rules, Place(5, [12], {9})) == Factors(100, 100, 100)


def test_each_rule_keeps_a_message_from_giving_anything():
    rules = LevelRules(ignored_channels=frozenset({10}), ignored_roles=frozenset({20}), blacklisted=frozenset({5}))
    assert obstacle(rules, Place(4, [11], {21})) is None
    assert obstacle(rules, Place(4, [11, 10], {21})) == "ignored channel"
    assert obstacle(rules, Place(4, [11], {21, 20})) == "ignored role"
    assert obstacle(rules, Place(5, [11], {21})) == "blacklisted"
    assert obstacle(rules, Place(4, [20], {10})) is None, "a role's ID is no channel's"
