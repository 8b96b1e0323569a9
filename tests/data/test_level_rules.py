"""Rules of experience: one snapshot of a server, read once, never stale, bounded."""

from __future__ import annotations

import asyncio

import pytest

from astromorty.database.controllers import level_rules
from astromorty.database.controllers.level_rules import LevelRulesController
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import LevelRules, Reward
from fixtures.members import Join
from fixtures.redis import RedisProcess

GUILD = 1_100_000_000_000_000_001


@pytest.fixture
def rules(database: Database) -> LevelRulesController:
    return LevelRulesController(database)


async def make_all(rules: LevelRulesController) -> None:
    await rules.ignore(GUILD, "channel", 10)
    await rules.ignore(GUILD, "role", 20)
    await rules.set_multiplier(GUILD, "channel", 11, 150)
    await rules.set_multiplier(GUILD, "role", 21, 0)
    await rules.blacklist(GUILD, 30)
    await rules.set_reward(GUILD, 41, 5)
    await rules.set_reward(GUILD, 40, 1)


ALL = LevelRules(
    ignored_channels=frozenset({10}),
    ignored_roles=frozenset({20}),
    channel_multipliers=((11, 150),),
    role_multipliers=((21, 0),),
    blacklisted=frozenset({30}),
    rewards=(Reward(1, 40, False), Reward(5, 41, False)),
)


async def test_a_server_without_rules_has_empty_ones(rules: LevelRulesController):
    assert await rules.get(GUILD) == LevelRules()


async def test_all_rules_of_a_server_are_one_snapshot(rules: LevelRulesController):
    await make_all(rules)
    await rules.ignore(GUILD + 1, "channel", 99)
    assert await rules.get(GUILD) == ALL


async def test_what_is_made_can_be_taken_back_and_says_whether_it_was_there(rules: LevelRulesController):
    assert [await rules.ignore(GUILD, "channel", 10) for _ in range(2)] == [True, False]
    assert [await rules.unignore(GUILD, "channel", 10) for _ in range(2)] == [True, False]
    assert [await rules.blacklist(GUILD, 30) for _ in range(2)] == [True, False]
    assert [await rules.unblacklist(GUILD, 30) for _ in range(2)] == [True, False]
    await rules.set_multiplier(GUILD, "role", 21, 50)
    await rules.set_multiplier(GUILD, "role", 21, None)
    await rules.set_reward(GUILD, 40, 1)
    assert [await rules.remove_reward(GUILD, 40) for _ in range(2)] == [True, False]
    assert await rules.get(GUILD) == LevelRules()


async def test_another_process_sees_a_change_once_it_is_acknowledged(valkey: RedisProcess, join: Join):
    here, there = [LevelRulesController((await join(valkey.url)).database) for _ in range(2)]
    assert await there.get(GUILD) == LevelRules()
    await make_all(here)
    assert await there.get(GUILD) == ALL
    await here.unblacklist(GUILD, 30)
    assert (await there.get(GUILD)).blacklisted == frozenset()


async def test_of_many_that_find_the_same_trouble_one_reports_it(rules: LevelRulesController):
    await rules.set_reward(GUILD, 40, 1)
    assert sum(await asyncio.gather(*(rules.set_reported(GUILD, 40, is_reported=True) for _ in range(8)))) == 1
    await rules.set_reward(GUILD, 40, 2)
    assert await rules.set_reported(GUILD, 40, is_reported=True), "an edited reward is reported anew"


async def test_a_sweep_that_was_asked_for_meanwhile_is_still_due(rules: LevelRulesController):
    await rules.set_reward(GUILD, 40, 1)
    begun = (await rules.requested_sweeps())[GUILD]
    await rules.request_sweep(GUILD)
    await rules.finish_sweep(GUILD, begun)
    assert list(await rules.requested_sweeps()) == [GUILD]
    await rules.finish_sweep(GUILD, begun + 1)
    assert await rules.requested_sweeps() == {}


async def test_a_server_can_have_only_so_many(rules: LevelRulesController, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(level_rules, "MOST_OF_A_KIND", 2)
    for role_id in (40, 41):
        await rules.set_reward(GUILD, role_id, 1)
    with pytest.raises(TooManyRowsError):
        await rules.set_reward(GUILD, 42, 1)
    await rules.set_reward(GUILD, 41, 7)
    assert [reward.role_id for reward in (await rules.get(GUILD)).rewards] == [40, 41]
