"""Roles on panels and roles that come by themselves: of several who count to a limit at once, none gets past it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from astromorty.database.controllers import given_role, server_roles
from astromorty.database.controllers.given_role import GivenRoleController
from astromorty.database.controllers.server_roles import ServerRolesController
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import RoleChoice

GUILD, ROLE = 81384788765712384, 381963689470984203


async def in_one_moment(put: Callable[[int], Awaitable[object]]) -> int:
    """Have eight put at the same time; return how many were let in."""
    made = await asyncio.gather(*(put(number) for number in range(8)), return_exceptions=True)
    refused = [each for each in made if isinstance(each, BaseException)]
    assert all(isinstance(each, TooManyRowsError) for each in refused), refused
    return len(made) - len(refused)


async def test_of_eight_for_the_last_two_places_two_get_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(given_role, "MOST_ROLES", 2)
    monkeypatch.setattr(server_roles, "MOST_PANELS", 2)
    monkeypatch.setattr(server_roles, "MOST_CHOICES", 2)
    given, panels = GivenRoleController(database), ServerRolesController(database)
    assert await in_one_moment(lambda each: given.give_on_join(GUILD, ROLE + each, for_bots=False)) == 2
    assert await in_one_moment(lambda each: given.give_by_status(GUILD, ROLE + each, "x")) == 2
    made = await in_one_moment(
        lambda _: panels.create_panel(GUILD, title="Colours", kind="buttons", mode="any", channel_id=1)
    )
    assert made == 2
    assert await in_one_moment(lambda each: panels.offer(GUILD, 1, RoleChoice(ROLE + each, None, None))) == 2
    stored, posted = await given.get(GUILD), await panels.get(GUILD)
    assert (len(stored.on_join), len(stored.by_status)) == (2, 2)
    assert [len(panel.choices) for panel in posted.panels] == [2, 0]

    # Who changes what is there takes no place.
    await given.give_on_join(GUILD, stored.on_join[0][0], for_bots=True)
    assert (await given.get(GUILD)).on_join[0][1]
