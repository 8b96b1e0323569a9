"""Snippets in the database: unique, within the limit, aliases of snippets only, uses never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from astromorty.database.controllers import snippet as snippet_module
from astromorty.database.controllers.snippet import SnippetController
from astromorty.database.controllers.snippet_ban import SnippetBanController
from astromorty.database.controllers.snippet_use import SnippetUseController
from astromorty.database.engine import Database
from astromorty.database.errors import AlreadyExistsError, TooManyRowsError
from astromorty.database.models import Snippet
from fixtures.members import LEASE, Join, eventually
from fixtures.redis import RedisProcess

GUILD, ANNA, BEN = 1_100_000_000_000_000_001, 7, 8


@pytest.fixture
def here(database: Database) -> SnippetController:
    return SnippetController(database)


@pytest.fixture
async def there(database_url: str) -> AsyncGenerator[SnippetController]:
    """What another process has."""
    database = Database.from_url(database_url, pool_size=5)
    yield SnippetController(database)
    await database.close()


async def make(snippets: SnippetController, name: str, owner_id: int = ANNA) -> Snippet:
    return await snippets.create_snippet(GUILD, name, content=f"text of {name}", owner_id=owner_id)


async def outcomes(*work: Awaitable[object]) -> tuple[int, list[BaseException]]:
    """Do all at once; return how many succeeded, and what the others raised."""
    results = await asyncio.gather(*work, return_exceptions=True)
    errors = [result for result in results if isinstance(result, BaseException)]
    return len(results) - len(errors), errors


async def test_of_many_who_create_one_name_at_once_one_succeeds(here: SnippetController, there: SnippetController):
    succeeded, errors = await outcomes(
        *(make(snippets, "hello", owner_id) for owner_id in range(1, 11) for snippets in (here, there))
    )
    assert succeeded == 1
    assert {type(error) for error in errors} == {AlreadyExistsError}
    assert await here.names(GUILD) == ("hello",)


async def test_the_limit_holds_when_two_processes_create_at_once(
    here: SnippetController, there: SnippetController, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(snippet_module, "MOST_SNIPPETS", 7)
    await make(here, "a")
    succeeded, errors = await outcomes(
        *(make(snippets, f"{kind}{number}") for number in range(5) for kind, snippets in (("h", here), ("t", there))),
        *(here.create_alias(GUILD, f"alias{number}", target="a", owner_id=ANNA) for number in range(5)),
    )
    assert succeeded == 6
    assert {type(error) for error in errors} == {TooManyRowsError}
    assert len(await here.names(GUILD)) == 7
    assert await here.create_snippet(GUILD + 1, "a", content="x", owner_id=ANNA)


@pytest.mark.parametrize("name", ["Hello", "", "a b", "x" * 33, "ä"])
async def test_the_database_itself_takes_no_other_names(here: SnippetController, name: str):
    with pytest.raises(Exception, match=r"ck_snippet_name|value too long"):
        await make(here, name)


async def test_a_row_is_a_snippet_or_an_alias(here: SnippetController):
    await make(here, "a")
    for values in ({"content": None}, {"content": "x", "target": "a"}, {"content": ""}, {"target": "nothing"}):
        with pytest.raises(IntegrityError):
            async with here.database.unit_of_work():
                await here.create(guild_id=GUILD, name="b", **values)


async def test_an_alias_of_an_alias_is_one_of_the_snippet(here: SnippetController):
    await make(here, "a")
    for name, target in (("b", "a"), ("c", "b"), ("d", "c")):
        alias = await here.create_alias(GUILD, name, target=target, owner_id=BEN)
        assert alias is not None
        assert alias.target == "a"
    assert await here.aliases(GUILD, "a") == ("b", "c", "d")
    assert await here.create_alias(GUILD, "e", target="nothing", owner_id=BEN) is None


async def test_aliases_follow_a_rename_and_go_with_their_target(here: SnippetController):
    seen = await make(here, "a")
    await here.create_alias(GUILD, "b", target="a", owner_id=BEN)
    renamed = await here.rename(GUILD, "a", seen=seen.changed_at, to="z")
    assert renamed is not None
    assert await here.targets(GUILD) == {"b": "z", "z": None}
    assert await here.remove(GUILD, "z", seen=renamed.changed_at) == ("b",)
    assert await here.names(GUILD) == ()


async def test_no_alias_is_left_hanging_by_those_who_delete_and_rename_meanwhile(
    here: SnippetController, there: SnippetController
):
    for number in range(8):
        seen = await make(here, "a")
        other = there.remove if number % 2 else there.rename
        values = {} if number % 2 else {"to": "z"}
        succeeded, errors = await outcomes(
            *(here.create_alias(GUILD, f"b{alias}", target="a", owner_id=BEN) for alias in range(3)),
            other(GUILD, "a", seen=seen.changed_at, **values),
            *(here.create_alias(GUILD, f"c{alias}", target="b0", owner_id=BEN) for alias in range(3)),
        )
        assert errors == []
        assert succeeded == 7
        targets = await here.targets(GUILD)
        assert {targets[target] for target in targets.values() if target is not None} <= {None}, targets
        for name in [name for name, target in targets.items() if target is None]:
            found = await here.get_by_id(GUILD, name)
            assert found is not None
            await here.remove(GUILD, name, seen=found.changed_at)


async def test_what_somebody_else_changed_is_not_overwritten(here: SnippetController, there: SnippetController):
    seen = await make(here, "a")
    assert await there.change(GUILD, "a", seen=seen.changed_at, content="theirs")
    for write in (
        here.change(GUILD, "a", seen=seen.changed_at, content="mine"),
        here.rename(GUILD, "a", seen=seen.changed_at, to="b"),
        here.remove(GUILD, "a", seen=seen.changed_at),
    ):
        assert await write is None
    found = await here.get_by_id(GUILD, "a")
    assert found is not None
    assert found.content == "theirs"


async def test_of_many_who_saw_the_same_one_changes_it(here: SnippetController, there: SnippetController):
    seen: datetime = (await make(here, "a")).changed_at
    results = await asyncio.gather(
        *(snippets.change(GUILD, "a", seen=seen, content=f"{n}") for n in range(5) for snippets in (here, there))
    )
    assert sum(result is not None for result in results) == 1


async def test_no_use_is_lost(here: SnippetController, there: SnippetController):
    await make(here, "a")
    mine, theirs = SnippetUseController(here.database), SnippetUseController(there.database)
    await asyncio.gather(*(uses.add(GUILD, "a") for uses in (mine, theirs) for _ in range(50)))
    assert await mine.of_snippet(GUILD, "a") == 100


async def test_uses_follow_a_rename_and_end_with_the_snippet(here: SnippetController, there: SnippetController):
    seen = await make(here, "a")
    uses = SnippetUseController(here.database)
    await uses.add(GUILD, "a")
    renamed, *_ = await asyncio.gather(
        there.rename(GUILD, "a", seen=seen.changed_at, to="z"), *(uses.add(GUILD, name) for name in "azazaz")
    )
    assert renamed is not None
    assert 1 <= await uses.of_snippet(GUILD, "z") <= 7
    assert await uses.of_snippet(GUILD, "a") == 0
    await here.remove(GUILD, "z", seen=renamed.changed_at)
    await uses.add(GUILD, "z")
    assert await uses.of_guild(GUILD) == {}


async def test_a_use_touches_nothing_that_is_cached(valkey: RedisProcess, join: Join):
    here = await join(valkey.url)
    snippets, uses = SnippetController(here.database), SnippetUseController(here.database)
    await make(snippets, "a")
    await asyncio.sleep(LEASE / 2)  # whoever has just seen the debt of this pays it once more
    await snippets.names(GUILD)
    await snippets.get(GUILD, "a")
    before = [here.cache.types[name].counts.invalidations for name in ("snippet", "snippet_names")]
    await uses.add(GUILD, "a")
    assert [here.cache.types[name].counts.invalidations for name in ("snippet", "snippet_names")] == before
    assert (await here.outbox.owed(100)).debts == ()


async def test_what_one_process_writes_the_other_sees_at_once(valkey: RedisProcess, join: Join):
    here, there = [SnippetController((await join(valkey.url)).database) for _ in range(2)]
    assert await there.names(GUILD) == ()
    seen = await make(here, "a")
    assert await there.names(GUILD) == ("a",)
    assert await there.get(GUILD, "a") == seen
    await here.create_alias(GUILD, "b", target="a", owner_id=BEN)
    alias = await there.get(GUILD, "b")
    assert alias is not None
    assert alias.target == "a"
    renamed = await here.rename(GUILD, "a", seen=seen.changed_at, to="z")
    assert renamed is not None
    assert await there.names(GUILD) == ("b", "z")
    assert await there.get(GUILD, "a") is None
    assert await there.get(GUILD, "z") == renamed
    alias = await there.get(GUILD, "b")
    assert alias is not None
    assert alias.target == "z"
    await here.remove(GUILD, "z", seen=renamed.changed_at)
    assert await there.names(GUILD) == ()
    assert await there.get(GUILD, "b") is None


async def test_names_of_many_servers_are_loaded_in_one_go(valkey: RedisProcess, join: Join):
    here = await join(valkey.url)
    snippets = SnippetController(here.database)
    for name in ("b", "a-b", "a"):
        await make(snippets, name)
    held = here.cache.types["snippet_names"].local

    async def both_are_held() -> bool:
        # A debt of the writes above that is paid meanwhile, or a lease that ran out, may void one.
        await snippets.preload_names([GUILD, GUILD + 1])
        return (held.peek(GUILD), held.peek(GUILD + 1)) == (("a", "a-b", "b"), ())

    await eventually(both_are_held, within=5)
    assert here.cache.types["snippet_names"].counts.loads == 0


async def test_a_ban_is_given_again_with_another_reason_and_taken_back_once(database: Database):
    bans = SnippetBanController(database)
    await bans.ban(GUILD, ANNA, "once")
    await bans.ban(GUILD, ANNA, None)
    ban = await bans.get_by_id(GUILD, ANNA)
    assert ban is not None
    assert ban.reason is None
    assert await bans.unban(GUILD, ANNA)
    assert not await bans.unban(GUILD, ANNA)
