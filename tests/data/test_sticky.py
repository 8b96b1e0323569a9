"""Sticky messages: of two processes one posts, what was removed meanwhile is not written down, and 50 are all."""

import asyncio

import pytest

from astromorty.database.controllers import sticky
from astromorty.database.engine import Database
from astromorty.errors import InvalidInput
from astromorty.services.stickies import Stickies

GUILD, CHANNEL = 81384788765712384, 381963689470984203


async def test_of_two_that_claim_one_at_the_same_time_one_gets_it(database: Database) -> None:
    stickies = Stickies(database)
    await stickies.set(GUILD, CHANNEL, "Be kind.", None)
    claims = await asyncio.gather(*(stickies.table.claim(GUILD, CHANNEL) for _ in range(4)))
    (claimed,) = [claim for claim in claims if claim is not None]
    assert claimed[1] is False, "nobody left one unfinished"
    await stickies.remove(GUILD, CHANNEL)
    assert not await stickies.table.finish(claimed[0], 5), "who posted it deletes it again"


async def test_of_two_for_the_last_place_one_gets_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sticky, "MOST_STICKIES", 2)
    stickies = Stickies(database)
    await stickies.set(GUILD, CHANNEL, "Be kind.", None)
    made = await asyncio.gather(
        *(stickies.set(GUILD, CHANNEL + number, "Me", None) for number in range(1, 5)), return_exceptions=True
    )
    assert sum(isinstance(each, InvalidInput) for each in made) == 3
    assert len(await stickies.table.of_guild(GUILD)) == 2
