"""Ranks and rules in the database: one snapshot, never stale, bounded, and no rule about a rank that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from astromorty.database.controllers import permission as permission_module
from astromorty.database.controllers.guild import GuildController
from astromorty.database.controllers.permission import PermissionController
from astromorty.database.controllers.retention import RetentionController
from astromorty.database.engine import Database
from astromorty.database.errors import RankInUseError, TooManyRowsError, UnknownRankError, WriteOutsideUnitOfWorkError
from astromorty.database.models import PermissionSet, Rank, RankRole, Rule
from fixtures.members import Join, eventually
from fixtures.redis import RedisProcess

GUILD = 1_100_000_000_000_000_001
RANKS = {0: "Member", 5: "Moderator", 10: "Owner"}


@pytest.fixture
def permissions(database: Database) -> PermissionController:
    return PermissionController(database)


async def test_a_server_that_decided_nothing_has_an_empty_set(permissions: PermissionController):
    assert await permissions.get_set(GUILD) == PermissionSet()
    assert await permissions.rule(GUILD, "ban") is None


async def test_all_that_a_server_decided_is_one_snapshot(permissions: PermissionController):
    assert await permissions.create_ranks(GUILD, RANKS) == {0, 5, 10}
    await permissions.create_ranks(GUILD + 1, {3: "Elsewhere"})
    await permissions.assign(GUILD, 70, 5)
    await permissions.assign(GUILD, 71, 0)
    await permissions.set_rule(GUILD, "ban", "rank", 5)
    await permissions.set_rule(GUILD, "levels", "everyone")
    decided = await permissions.get_set(GUILD)
    assert decided.ranks == (Rank(0, "Member"), Rank(5, "Moderator"), Rank(10, "Owner"))
    assert set(decided.roles) == {RankRole(70, 5), RankRole(71, 0)}
    assert set(decided.rules) == {Rule("ban", "rank", 5), Rule("levels", "everyone", None)}
    assert [decided.rank_of(roles) for roles in ([70, 71], [71, 99], [99], [])] == [5, 0, None, None]
    assert decided.rule_for(("levels reset", "levels")) == Rule("levels", "everyone", None)
    assert (decided.holding(5), decided.holding(10), decided.name_of(4)) == ((70,), (), None)


async def test_what_many_servers_decided_is_loaded_at_once_as_each_would_load_it(valkey: RedisProcess, join: Join):
    here = await join(valkey.url)
    permissions = PermissionController(here.database)
    await permissions.create_ranks(GUILD, RANKS)
    await permissions.assign(GUILD, 70, 5)
    await permissions.set_rule(GUILD, "ban", "rank", 5)
    await permissions.create_ranks(GUILD + 1, {3: "Elsewhere"})
    servers = (GUILD, GUILD + 1, GUILD + 2)
    async with permissions.database.unit_of_work():  # past the cache
        alone = [await permissions.get_set(guild_id) for guild_id in servers]
    held = permissions.cache.types["permission_set"].local

    async def all_are_held() -> bool:
        # A debt of the writes above that is paid meanwhile, or a lease that ran out, may void one.
        await permissions.preload(servers)
        return [held.peek(guild_id) for guild_id in servers] == alone

    await eventually(all_are_held, within=5)
    assert [len(each.ranks) for each in alone] == [3, 1, 0]
    assert permissions.cache.types["permission_set"].counts.loads == 0


async def test_what_is_made_can_be_changed_and_taken_back(permissions: PermissionController):
    assert await permissions.create_ranks(GUILD, {5: "Moderator"}) == {5}
    assert await permissions.create_ranks(GUILD, {5: "Other", 6: "Senior"}) == {6}
    assert [await permissions.rename_rank(GUILD, rank, "Guardian") for rank in (5, 7)] == [True, False]
    await permissions.assign(GUILD, 70, 5)
    await permissions.assign(GUILD, 70, 6)
    assert (await permissions.get_set(GUILD)).roles == (RankRole(70, 6),)
    assert [await permissions.unassign(GUILD, 70) for _ in range(2)] == [True, False]
    await permissions.set_rule(GUILD, "ban", "rank", 5)
    await permissions.set_rule(GUILD, "ban", "nobody")
    assert (await permissions.get_set(GUILD)).rules == (Rule("ban", "nobody", None),)
    assert [await permissions.reset_rule(GUILD, "ban") for _ in range(2)] == [True, False]
    assert [await permissions.delete_rank(GUILD, 5) for _ in range(2)] == [True, False]
    assert await permissions.get_set(GUILD) == PermissionSet(ranks=(Rank(6, "Senior"),))


async def test_each_change_is_seen_by_the_other_process_when_it_is_told(valkey: RedisProcess, join: Join):
    here, there = [PermissionController((await join(valkey.url)).database) for _ in range(2)]
    changes: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: here.create_ranks(GUILD, RANKS),
        lambda: here.rename_rank(GUILD, 5, "Guardian"),
        lambda: here.assign(GUILD, 70, 5),
        lambda: here.assign(GUILD, 70, 0),
        lambda: here.set_rule(GUILD, "ban", "rank", 5),
        lambda: here.set_rule(GUILD, "ban", "everyone"),
        lambda: here.reset_rule(GUILD, "ban"),
        lambda: here.unassign(GUILD, 70),
        lambda: here.delete_rank(GUILD, 5),
    )
    seen = [await there.get_set(GUILD)]
    assert await there.rule(GUILD, "ban") is None
    for change in changes:
        await change()
        decided = await there.get_set(GUILD)
        own = await there.rule(GUILD, "ban")
        assert decided == await here.get_set(GUILD)
        assert decided != seen[-1], "each of them changes something"
        assert (own and (own.command, own.allows, own.rank)) == decided.rule_for(["ban"])
        seen.append(decided)


async def test_a_rule_and_a_role_need_a_rank_that_there_is(permissions: PermissionController):
    await permissions.create_ranks(GUILD + 1, RANKS)
    with pytest.raises(UnknownRankError):
        await permissions.set_rule(GUILD, "ban", "rank", 5)
    with pytest.raises(UnknownRankError):
        await permissions.assign(GUILD, 70, 5)
    assert await permissions.get_set(GUILD) == PermissionSet()


async def test_a_rank_that_rules_name_is_not_deleted_and_one_that_roles_hold_is(permissions: PermissionController):
    await permissions.create_ranks(GUILD, RANKS)
    await permissions.assign(GUILD, 70, 5)
    for command in ("kick", "ban"):
        await permissions.set_rule(GUILD, command, "rank", 5)
    with pytest.raises(RankInUseError) as refused:
        await permissions.delete_rank(GUILD, 5)
    assert refused.value.commands == ("ban", "kick")
    await permissions.set_rule(GUILD, "ban", "everyone")
    await permissions.reset_rule(GUILD, "kick")
    assert await permissions.delete_rank(GUILD, 5)
    assert (await permissions.get_set(GUILD)).roles == ()


async def test_of_a_rule_and_the_deletion_of_its_rank_at_once_one_wins(permissions: PermissionController):
    for number in range(15):
        await permissions.create_ranks(GUILD, {5: "Moderator"})
        make = permissions.set_rule(GUILD, "ban", "rank", 5)
        hold = permissions.assign(GUILD, 70, 5)
        delete = permissions.delete_rank(GUILD, 5)
        race = (make, hold, delete) if number % 2 else (delete, hold, make)
        outcomes = await asyncio.gather(*race, return_exceptions=True)
        errors = [each for each in outcomes if isinstance(each, BaseException)]
        assert all(isinstance(error, RankInUseError | UnknownRankError) for error in errors), errors
        decided = await permissions.get_set(GUILD)
        assert {rule.rank for rule in decided.rules} | {held.rank for held in decided.roles} <= {
            rank.rank for rank in decided.ranks
        }
        assert bool(decided.rules) == bool(decided.ranks), "a rule keeps its rank, and a rank that went had none"
        await permissions.reset_rule(GUILD, "ban")
        await permissions.delete_rank(GUILD, 5)


async def test_a_server_makes_only_so_many_rules_also_many_at_once(
    permissions: PermissionController, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(permission_module, "MOST_RULES", 3)
    many = [permissions.set_rule(GUILD, f"command {number}", "nobody") for number in range(8)]
    outcomes = await asyncio.gather(*many, return_exceptions=True)
    assert sum(isinstance(each, TooManyRowsError) for each in outcomes) == 5
    decided = await permissions.get_set(GUILD)
    assert len(decided.rules) == 3
    await permissions.set_rule(GUILD, decided.rules[0].command, "everyone")
    assert await permissions.reset_rule(GUILD, decided.rules[0].command)
    await permissions.set_rule(GUILD, "another", "nobody")


async def test_locked_permissions_are_changed_by_nobody_else(permissions: PermissionController):
    await permissions.create_ranks(GUILD, RANKS)
    async with permissions.database.unit_of_work():
        assert (await permissions.lock(GUILD)).rules == ()
        # In a transaction of its own, as any other task's.
        rule = asyncio.create_task(permissions.set_rule(GUILD, "ban", "nobody"), context=Context())
        await asyncio.sleep(0.2)
        assert not rule.done()
        assert (await permissions.lock(GUILD)).rules == ()
    await rule
    assert len((await permissions.get_set(GUILD)).rules) == 1
    with pytest.raises(WriteOutsideUnitOfWorkError):
        await permissions.lock(GUILD)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("INSERT INTO permission_rank VALUES ({guild}, 11, 'x')", "ck_permission_rank_rank"),
        ("INSERT INTO permission_rank VALUES ({guild}, -1, 'x')", "ck_permission_rank_rank"),
        ("INSERT INTO permission_rank VALUES ({guild}, 1, '')", "ck_permission_rank_name_length"),
        ("INSERT INTO permission_rule VALUES ({guild}, 'ban', 'some', NULL)", "ck_permission_rule_allows"),
        ("INSERT INTO permission_rule VALUES ({guild}, 'ban', 'rank', NULL)", "ck_permission_rule_allows_rank"),
        ("INSERT INTO permission_rule VALUES ({guild}, 'ban', 'nobody', 5)", "ck_permission_rule_allows_rank"),
        ("INSERT INTO permission_rule VALUES ({guild}, 'ban', 'rank', 4)", "fk_permission_rule_rank"),
        ("DELETE FROM permission_rank WHERE rank = 10", "fk_permission_rule_rank"),
    ],
)
async def test_the_database_itself_refuses_what_makes_no_sense(
    permissions: PermissionController, statement: str, constraint: str
):
    await permissions.create_ranks(GUILD, RANKS)
    await permissions.set_rule(GUILD, "kick", "rank", 10)
    with pytest.raises(IntegrityError, match=constraint):
        async with permissions.database.engine.begin() as connection:
            await connection.execute(text(statement.format(guild=GUILD)))


async def test_all_of_it_goes_with_the_server(permissions: PermissionController):
    guilds = GuildController(permissions.database)
    await permissions.create_ranks(GUILD, RANKS)
    await permissions.assign(GUILD, 70, 5)
    await permissions.set_rule(GUILD, "ban", "rank", 5)
    await guilds.left(GUILD)
    purged = await RetentionController(permissions.database, timedelta(0)).purge(GUILD)
    assert purged is not None
    assert (purged.rows, purged.complete) == (6, True)
    assert await permissions.get_set(GUILD) == PermissionSet()
