"""How often a room can be renamed."""

from datetime import UTC, datetime, timedelta

from astromorty.services.rooms.renames import Renames


def test_a_channel_is_renamed_twice_in_ten_minutes() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    renames = Renames(lambda: now)
    assert renames.free_at(1) is None
    renames.note(1)
    now += timedelta(minutes=4)
    renames.note(1)
    assert renames.free_at(1) == datetime(2026, 1, 1, 0, 10, tzinfo=UTC)
    assert renames.free_at(2) is None
    now += timedelta(minutes=6)
    assert renames.free_at(1) is None
    renames.note(1)
    assert renames.free_at(1) == datetime(2026, 1, 1, 0, 14, tzinfo=UTC)
