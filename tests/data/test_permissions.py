"""Ranks and rules in the database: who was seen to be overtaken writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable

import pytest

from astromorty.database.controllers.permission import (
    PermissionConflictError,
    PermissionController,
    UnknownRankError,
)
from astromorty.database.engine import Database
from astromorty.database.models import RankRole, Rule

GUILD = 1_100_000_000_000_000_001
RED, BLUE = 1_200_000_000_000_000_001, 1_200_000_000_000_000_002


@pytest.fixture
async def here(database: Database) -> PermissionController:
    permissions = PermissionController(database)
    await permissions.create_ranks(GUILD, {1: "Helper", 5: "Moderator", 7: "Head"})
    return permissions


@pytest.fixture
async def there(database_url: str) -> AsyncGenerator[PermissionController]:
    """What another process has."""
    database = Database.from_url(database_url, pool_size=5)
    yield PermissionController(database)
    await database.close()


async def winners(*work: Awaitable[object]) -> int:
    """Do all at once; return how many were not overtaken."""
    results = await asyncio.gather(*work, return_exceptions=True)
    others = [result for result in results if isinstance(result, BaseException)]
    assert {type(error) for error in others} <= {PermissionConflictError}
    return len(results) - len(others)


async def test_of_many_who_saw_no_rule_one_makes_it(here: PermissionController, there: PermissionController):
    work = (each.set_rule(GUILD, "ban", "rank", rank, expected=None) for rank in (1, 5, 7) for each in (here, there))
    assert await winners(*work) == 1
    assert len((await here.get_set(GUILD)).rules) == 1


async def test_of_many_who_saw_a_rule_one_changes_it(here: PermissionController, there: PermissionController):
    await here.set_rule(GUILD, "ban", "rank", 1)
    seen = Rule("ban", "rank", 1)
    ranks = (here.set_rule(GUILD, "ban", "rank", rank, expected=seen) for rank in (5, 7))
    words = (there.set_rule(GUILD, "ban", allows, expected=seen) for allows in ("everyone", "nobody"))
    assert await winners(*ranks, *words) == 1
    assert (await here.get_set(GUILD)).rules != (seen,)


async def test_a_rule_that_was_seen_and_is_gone_is_not_made_again(here: PermissionController):
    await here.set_rule(GUILD, "ban", "nobody")
    await here.reset_rule(GUILD, "ban")
    with pytest.raises(PermissionConflictError):
        await here.set_rule(GUILD, "ban", "everyone", expected=Rule("ban", "nobody", None))
    assert (await here.get_set(GUILD)).rules == ()


async def test_a_rule_that_was_changed_meanwhile_is_not_reset(here: PermissionController):
    await here.set_rule(GUILD, "ban", "rank", 5)
    assert not await here.reset_rule(GUILD, "ban", expected=Rule("ban", "rank", 1))
    assert await here.reset_rule(GUILD, "ban", expected=Rule("ban", "rank", 5))
    assert not await here.reset_rule(GUILD, "ban")


async def test_roles_move_together_or_not_at_all(here: PermissionController, there: PermissionController):
    await here.move_roles(GUILD, {RED: (None, 5), BLUE: (None, 1)})
    await there.assign(GUILD, RED, 7)
    with pytest.raises(PermissionConflictError):
        await here.move_roles(GUILD, {BLUE: (1, 5), RED: (5, None)})
    assert set((await there.get_set(GUILD)).roles) == {RankRole(RED, 7), RankRole(BLUE, 1)}
    await here.move_roles(GUILD, {BLUE: (1, 5), RED: (7, None)})
    assert (await there.get_set(GUILD)).roles == (RankRole(BLUE, 5),)


async def test_nobody_moves_a_role_to_a_rank_that_there_is_not(here: PermissionController):
    for held in (None, 5):
        with pytest.raises(UnknownRankError):
            await here.move_roles(GUILD, {RED: (held, 9)})
        await here.assign(GUILD, RED, 5)


async def test_of_two_who_rename_a_rank_one_does(here: PermissionController, there: PermissionController):
    renamed = await asyncio.gather(
        here.rename_rank(GUILD, 5, "Guard", expected="Moderator"),
        there.rename_rank(GUILD, 5, "Keeper", expected="Moderator"),
    )
    assert sorted(renamed) == [False, True]
