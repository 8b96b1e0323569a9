"""The curve and its inverse, exact in whole numbers."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromorty.database.models.level import XP_LIMIT
from astromorty.services.levels.curve import HIGHEST_LEVEL, level_at, progress, step, xp_for

# From MEE6's own table: https://github.com/Mee6/Mee6-documentation/blob/master/docs/levels_xp.md
PUBLISHED = {0: 0, 1: 100, 2: 255, 3: 475, 10: 4_675, 20: 23_850, 50: 268_375, 99: 1_845_195, 100: 1_899_250}


def test_it_is_the_published_one():
    assert {level: xp_for(level) for level in PUBLISHED} == PUBLISHED


def test_it_is_the_sum_of_its_steps_and_the_inverse_is_exact_up_to_level_1000():
    sums = [0, *accumulate(step(level) for level in range(1000))]
    for level, xp in enumerate(sums):
        assert xp_for(level) == xp
        assert level_at(xp) == level
        assert level == 0 or level_at(xp - 1) == level - 1


@given(st.integers(0, XP_LIMIT))
def test_every_amount_has_one_level(xp: int):
    level = level_at(xp)
    assert xp_for(level) <= xp < xp_for(level + 1)
    now = progress(xp)
    assert (now.level, now.needed) == (level, step(level))
    assert 0 <= now.gained < now.needed


@pytest.mark.parametrize(("xp", "level"), [(XP_LIMIT, HIGHEST_LEVEL), (xp_for(HIGHEST_LEVEL) - 1, HIGHEST_LEVEL - 1)])
def test_it_is_exact_at_its_end(xp: int, level: int):
    assert level_at(xp) == level
    assert xp_for(HIGHEST_LEVEL + 1) > XP_LIMIT
