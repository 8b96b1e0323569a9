"""What messages ask for is loaded for many servers at once, and is what a single one would have loaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

import pytest

from astromorty.database.controllers.automod import AutomodController
from astromorty.database.controllers.level_rules import LevelRulesController
from astromorty.database.controllers.sticky import StickyController
from astromorty.database.engine import Database
from fixtures.members import member
from fixtures.postgres import execute

GUILD, OTHER, WITHOUT = 1, 2, 3
GUILDS = (GUILD, OTHER, WITHOUT)

Preload = Callable[[Collection[int]], Awaitable[int]]
Get = Callable[[int], Awaitable[object]]


def automod(database: Database) -> tuple[Preload, Get]:
    table = AutomodController(database)
    return table.preload, table.get


def levels(database: Database) -> tuple[Preload, Get]:
    table = LevelRulesController(database)
    return table.preload, table.get


def stickies(database: Database) -> tuple[Preload, Get]:
    table = StickyController(database)
    return table.preload, table.channels


AUTOMOD_RULES = """
    INSERT INTO automod_rule (guild_id, name, kind, parameters, action)
    SELECT guild_id, name, 'invites', '{}', 'log' FROM (VALUES (1, 'b'), (1, 'a'), (2, 'c')) rule (guild_id, name)
"""
AREAS: dict[str, tuple[Callable[[Database], tuple[Preload, Get]], tuple[str, ...]]] = {
    "automod_rules": (
        automod,
        (
            AUTOMOD_RULES,
            "INSERT INTO automod_exempt (guild_id, rule, target, target_id) VALUES (2, '', 'role', 7)",
        ),
    ),
    "level_rules": (
        levels,
        (
            "INSERT INTO level_reward (guild_id, role_id, level) VALUES (1, 8, 5), (1, 7, 5), (2, 9, 1)",
            "INSERT INTO level_ignored (guild_id, target, target_id) VALUES (1, 'channel', 4)",
        ),
    ),
    "sticky_messages": (
        stickies,
        ("INSERT INTO sticky_message (guild_id, channel_id, text) VALUES (1, 4, 'x'), (1, 5, 'x'), (2, 6, 'x')",),
    ),
}


@pytest.mark.parametrize("cached_type", AREAS)
async def test_warm_servers_cost_no_load_and_say_what_a_single_load_says(cached_type: str, database_url: str) -> None:
    make, rows = AREAS[cached_type]
    await execute(database_url, "INSERT INTO guild (guild_id) VALUES (1), (2), (3)", *rows)
    async with member(None, database_url) as here:
        preload, get = make(here.database)
        assert await preload(GUILDS) == len(GUILDS)
        warm = [await get(guild_id) for guild_id in GUILDS]
        assert here.cache.types[cached_type].counts.loads == 0
    async with member(None, database_url) as here:
        _, get = make(here.database)
        assert warm == [await get(guild_id) for guild_id in GUILDS]
    assert len(set(map(repr, warm))) == len(GUILDS), "each server has its own"
