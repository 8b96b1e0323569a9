"""The cache needs no more of a server than docs/cache.md says: the same line is the server's ACL here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from redis import Redis

from astromorty.database.controllers.level import LevelController
from astromorty.services.cache.errors import RedisRefusedError
from fixtures.members import Join, Member
from fixtures.redis import RedisProcess

DOCUMENT = Path(__file__).parents[2] / "docs" / "cache.md"
GUILD, MEMBER = 42, 7
# What this test itself asks of the server, and what no user needs a right for.
OWN = {"acl|setuser", "config|resetstat", "client|setinfo", "auth"}


def documented_user() -> str:
    """Return the arguments of the ACL SETUSER line."""
    found = re.search(r"^ACL SETUSER (.+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


def allow(server: RedisProcess, user: str) -> str:
    """Give the server a user and return the URL to use it."""
    server.ask("CONFIG", "RESETSTAT")
    server.ask("ACL", "SETUSER", *user.split())
    name, password = user.split()[0], next(part[1:] for part in user.split() if part.startswith(">"))
    return f"redis://{name}:{password}@127.0.0.1:{server.port}/0"


async def use_everything(here: Member, there: Member) -> None:
    """Do all that the cache can be asked for."""
    levels = LevelController(here.database)
    await here.configs.get_config_by_guild_id(GUILD)
    await there.configs.get_config_by_guild_id(GUILD)
    await here.configs.update_config(GUILD, prefix="?")
    await levels.set_xp(MEMBER, GUILD, 10)
    await levels.get(MEMBER, GUILD)
    await levels.set_xp(MEMBER, GUILD, 20)
    assert await here.cache.set("free", [1, 2])
    assert await there.cache.get_many(["free", "other"]) == {"free": [1, 2]}
    assert await there.cache.ping()
    await here.cache.inspect(f"guild_config:{GUILD}")
    assert await here.cache.delete("free")
    await here.configs.get_prefix_by_guild_id(GUILD)
    assert await there.cache.delete_pattern("prefix:*") == 1
    await here.cache.clear()
    await there.configs.get_config_by_guild_id(GUILD)


def used(server: RedisProcess) -> set[str]:
    with Redis(port=server.port, protocol=2) as client:
        stats = cast("dict[str, object]", client.info("commandstats"))  # pyright: ignore[reportUnknownMemberType]
    return {name.removeprefix("cmdstat_") for name in stats} - OWN


async def test_the_documented_rights_are_what_a_run_uses(redis_server: RedisProcess, join: Join) -> None:
    user = documented_user()
    url = allow(redis_server, user)
    here, there = await join(url), await join(url)
    await use_everything(here, there)
    await here.cache.close()
    assert used(redis_server) == {part[1:] for part in user.split() if part.startswith("+")}


@pytest.mark.parametrize("missing", ["+info", "+eval", "+subscribe"])
async def test_a_server_that_allows_less_is_refused_or_not_believed(
    valkey: RedisProcess, join: Join, missing: str
) -> None:
    url = allow(valkey, documented_user().replace(missing, ""))
    if missing == "+info":
        with pytest.raises(RedisRefusedError, match="refuses this user"):
            await join(url)
        return
    here = await join(url)
    assert not here.cache.is_trusted
    assert (await here.configs.update_config(GUILD, prefix="?")).prefix == "?"
