"""Cooldowns: by member and server, as long as the server says now, bounded."""

from astromorty.services.levels.cooldowns import LONGEST, Cooldowns


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_it_lasts_as_long_as_the_server_says_at_the_time():
    clock = Clock()
    cooldowns = Cooldowns(clock=clock)
    assert cooldowns.try_begin((1, 2), 60)
    assert not cooldowns.try_begin((1, 2), 60)
    assert cooldowns.try_begin((1, 3), 60)
    assert cooldowns.try_begin((2, 2), 60)
    clock.now += 20
    assert cooldowns.left((1, 2), 60) == 40
    assert cooldowns.left((1, 2), 10) == 0, "it was made shorter meanwhile"
    clock.now += 40
    assert cooldowns.try_begin((1, 2), 60)


def test_none_begins_where_there_is_none():
    cooldowns = Cooldowns()
    assert all(cooldowns.try_begin((1, 2), 0) for _ in range(3))


def test_it_can_be_ended():
    cooldowns = Cooldowns()
    assert cooldowns.try_begin((1, 2), 60)
    cooldowns.end((1, 2))
    assert cooldowns.try_begin((1, 2), 60)


def test_it_is_bounded_and_forgets_the_oldest_first():
    clock = Clock()
    cooldowns = Cooldowns(most=3, clock=clock)
    for member in range(5):
        clock.now += 1
        assert cooldowns.try_begin((1, member), 60)
    assert [cooldowns.left((1, member), 60) > 0 for member in range(5)] == [False, False, True, True, True]


def test_what_no_server_can_ask_for_any_more_is_dropped():
    clock = Clock()
    cooldowns = Cooldowns(clock=clock)
    for member in range(4):
        assert cooldowns.try_begin((1, member), LONGEST)
    clock.now += LONGEST
    for member in range(4, 6):
        assert cooldowns.try_begin((1, member), LONGEST)
    assert len(vars(cooldowns)["_began"]) == 2
