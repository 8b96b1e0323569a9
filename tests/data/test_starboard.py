"""Starred messages: one process at a time works on each, and a late one writes nothing."""

from astromorty.database.controllers.starboard import StarboardController
from astromorty.database.engine import Database

GUILD, CHANNEL, MESSAGE, AUTHOR = 81384788765712384, 381963689470984203, 1021456782345678912, 53908232506183680
LONG = 60.0


async def test_a_message_is_worked_on_by_one_at_a_time(database: Database) -> None:
    entries = StarboardController(database)
    first = await entries.claim(GUILD, CHANNEL, MESSAGE, LONG)
    assert first is not None
    assert await entries.claim(GUILD, CHANNEL, MESSAGE, LONG) is None
    await entries.shown(first, entry_channel_id=2, entry_id=3, stars=5, author_id=AUTHOR)
    await entries.release(first)
    second = await entries.claim(GUILD, CHANNEL, MESSAGE, LONG)
    assert second is not None
    assert (second.entry_channel_id, second.entry_id, second.stars) == (2, 3, 5)
    assert await entries.top_authors(GUILD, 5) == ((AUTHOR, 5, 1),)


async def test_who_took_longer_than_the_lease_changes_nothing_any_more(database: Database) -> None:
    entries = StarboardController(database)
    late = await entries.claim(GUILD, CHANNEL, MESSAGE, 0.0)
    now = await entries.claim(GUILD, CHANNEL, MESSAGE, LONG)
    assert late is not None
    assert now is not None
    await entries.shown(now, entry_channel_id=2, entry_id=3, stars=5, author_id=AUTHOR)
    await entries.shown(late, entry_channel_id=2, entry_id=4, stars=1, author_id=AUTHOR)
    await entries.removed(late)
    await entries.forget(late)
    await entries.release(late)
    assert await entries.claim(GUILD, CHANNEL, MESSAGE, LONG) is None, "the late one's release lets nobody in"
    (kept,) = await entries.known(GUILD, [MESSAGE])
    assert (kept.entry_id, kept.stars, kept.removals) == (3, 5, 0)
