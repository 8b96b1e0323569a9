"""A server with two moderators, and what may go wrong around them."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from simcord.env import Env
from sqlalchemy import text

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from astromorty.services.cases.timers import END, INTENT
from behaviour.moderation.outage import Outage
from behaviour.moderation.staff import MODERATING, Staff
from behaviour.world import Server
from fixtures.members import eventually

ComeDue = Callable[..., Awaitable[None]]


@pytest.fixture
def staff(env: Env, bot: Astromorty, server: Server) -> Staff:
    role = server.guild.create_role("Moderators", permissions=MODERATING)
    moderators = [server.guild.add_member(env.create_user(name), roles=[role]) for name in ("max", "moe")]
    return Staff(env, bot, server, *moderators)


@pytest.fixture
async def outage(database_url: str) -> AsyncIterator[Outage]:
    outage = Outage(database_url)
    yield outage
    await outage.end()


@pytest.fixture
def come_due(bot: Astromorty, database: Database) -> ComeDue:
    """Let the ends of measures, and the questions after those that nobody finished, be due now; wait for them."""

    async def let_them(*kinds: str) -> None:
        kinds = kinds or (END, INTENT)
        async with database.unit_of_work() as unit:
            # Discord's clock in these tests stands at another time than the database's.
            await unit.session.execute(text("UPDATE case_intent SET created_at = created_at - interval '2 years'"))
            due = text("UPDATE timer SET next_at = now(), due_at = now() WHERE kind = ANY(:kinds) RETURNING id")
            waiting = len((await unit.session.execute(due, {"kinds": list(kinds)})).all()) + handled(kinds)
        bot.timers._schedule.wake()  # pyright: ignore[reportPrivateUsage] - SQL wakes nobody
        await eventually(lambda: is_reached(waiting, kinds), within=10)

    def handled(kinds: tuple[str, ...]) -> int:
        counts = bot.timers.counts.items()
        return sum(times for (kind, outcome), times in counts if kind in kinds and outcome != "late")

    async def is_reached(number: int, kinds: tuple[str, ...]) -> bool:
        return handled(kinds) >= number

    return let_them
