"""Tickets: numbers, the limit, and what another process finds of one that was cut off."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from astromorty.database.controllers.member_data import MemberDataController
from astromorty.database.engine import Database
from astromorty.database.models import Ticket
from astromorty.errors import Refusal
from astromorty.services.cache.service import CacheService
from astromorty.services.tickets import CLOSING, OPENING, Tickets
from astromorty.services.timers import Timers

GUILD, MEMBER, STAFF, CHANNEL = 81384788765712384, 53908232506183680, 90_001, 70_001


@pytest.fixture
async def tickets(database: Database) -> AsyncIterator[Tickets]:
    timers = Timers(database)
    yield Tickets(database, timers)
    await timers.close(within=1)


async def opened(tickets: Tickets, member_id: int = MEMBER, channel_id: int = CHANNEL) -> Ticket:
    ticket = await tickets.begin(GUILD, member_id, "Help", limit=10)
    found = await tickets.opened(ticket, channel_id)
    assert found is not None
    return found


async def timers_of(database: Database) -> list[str]:
    async with database.unit_of_work() as unit:
        return list((await unit.session.execute(text("SELECT kind FROM timer ORDER BY kind"))).scalars())


async def test_two_processes_number_without_gaps_or_doubles(
    database: Database, tickets: Tickets, database_url: str
) -> None:
    other_database = Database.from_url(database_url, pool_size=5, cache=CacheService.local())
    other_timers = Timers(other_database)
    other = Tickets(other_database, other_timers)
    openings = [each.begin(GUILD, MEMBER + n, "Help", limit=1) for n in range(10) for each in (tickets, other)]
    results = await asyncio.gather(*openings, return_exceptions=True)
    await other_timers.close(within=1)
    await other_database.close()
    numbers = [result.number for result in results if isinstance(result, Ticket)]
    assert sorted(numbers) == list(range(1, 11))
    # Both processes were asked by each member at the same time: one ticket, one sentence.
    assert [str(each) for each in results if not isinstance(each, Ticket)] == [
        "Your ticket is being opened; one moment, please."
    ] * 10


async def test_numbers_of_what_came_to_nothing_are_taken_by_the_next(tickets: Tickets) -> None:
    first, second, third = [await tickets.begin(GUILD, MEMBER + n, "Help", limit=1) for n in range(3)]
    assert await tickets.opened(third, CHANNEL)
    assert await tickets.drop(second)
    assert await tickets.drop(first)
    assert not await tickets.drop(first)
    assert not await tickets.drop(third), "its channel is there"
    numbers = [(await tickets.begin(GUILD, MEMBER + n, "Help", limit=1)).number for n in range(10, 13)]
    assert numbers == [1, 2, 4]


async def test_the_limit_counts_open_tickets_and_names_them(tickets: Tickets) -> None:
    first = await opened(tickets)
    second = await opened(tickets, channel_id=CHANNEL + 1)
    with pytest.raises(Refusal, match=f"You have 2 open here, and can have 2 at once: <#{CHANNEL}>, <#{CHANNEL + 1}>"):
        await tickets.begin(GUILD, MEMBER, "Help", limit=2)
    assert await tickets.close(first, None)
    assert await tickets.gone(second)
    assert (await tickets.begin(GUILD, MEMBER, "Help", limit=1)).number == 3


async def test_what_a_process_leaves_undone_has_a_timer_until_it_is_done(database: Database, tickets: Tickets) -> None:
    ticket = await tickets.begin(GUILD, MEMBER, "Help", limit=1)
    assert await timers_of(database) == [OPENING]
    open_ticket = await tickets.opened(ticket, CHANNEL)
    assert open_ticket is not None
    assert await timers_of(database) == [OPENING], "the card is still to be posted"
    assert await tickets.shown(open_ticket, 5)
    assert await timers_of(database) == []
    closed = await tickets.close(open_ticket, "solved")
    assert closed is not None
    assert await tickets.close(open_ticket, None) is None, "closed once"
    assert await timers_of(database) == [CLOSING]
    assert await tickets.kept(closed, 6)
    await tickets.finished(closed)
    assert await timers_of(database) == []
    again = await tickets.reopen(closed)
    assert again is not None
    assert (again.state, again.close_reason, again.transcript_id) == ("open", None, None)


async def test_one_claims_and_a_closed_ticket_is_nobodys_to_claim(tickets: Tickets) -> None:
    ticket = await opened(tickets)
    claims = await asyncio.gather(*(tickets.claim(ticket, STAFF + n) for n in range(5)))
    assert [claim is not None for claim in claims].count(True) == 1
    assert await tickets.unclaim(ticket)
    assert await tickets.claim(ticket, STAFF)
    await tickets.close(ticket, None)
    for refused in (tickets.claim(ticket, STAFF), tickets.unclaim(ticket), tickets.rename(ticket, "Other")):
        assert await refused is None


async def test_who_is_forgotten_leaves_the_ticket_to_the_server(database: Database, tickets: Tickets) -> None:
    ticket = await opened(tickets)
    await tickets.claim(ticket, STAFF)
    member_data = MemberDataController(database)
    await member_data.erase(MEMBER)
    await member_data.erase(STAFF)
    left = await tickets.of_channel(GUILD, CHANNEL)
    assert left is not None
    assert (left.opener_id, left.claimer_id, left.state) == (None, None, "open")
