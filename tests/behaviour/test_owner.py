from importlib import import_module

import pytest
from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from astromorty.settings import Settings
from behaviour.world import Server, new_bot, shown


@pytest.fixture
def operator(env: Env, server: Server, bot: Astromorty) -> MemberActor:
    user = env.create_user("opal")
    bot.owner_ids = {user.id}
    return server.guild.add_member(user)


@pytest.mark.parametrize("command", ["owner guilds", "owner sync", "owner shutdown", "owner cache stats"])
async def test_the_owner_of_a_server_is_not_the_operator(server: Server, operator: MemberActor, command: str) -> None:
    del operator
    result = await server.owner.slash(server.channel, command)
    assert shown(result) == "❌ Only the operator of this bot can use this command."
    assert result.ephemeral


async def test_the_operator_sees_the_servers(server: Server, operator: MemberActor) -> None:
    answer = await server.says(operator, "$owner")
    assert "Garden" in answer
    assert str(server.guild.id) in answer


async def test_the_operator_registers_the_commands_anew(server: Server, operator: MemberActor) -> None:
    assert "slash commands are registered" in await server.says(operator, "$owner sync")


async def test_the_operator_reloads_an_area(server: Server, operator: MemberActor) -> None:
    assert "`prefix` was loaded again" in await server.says(operator, "$owner reload prefix")
    assert "Pong!" in await server.says(server.member, "$ping")
    assert "`$`" in await server.says(server.member, "$prefix")
    assert "choose one of" in await server.says(operator, "$owner reload nonsense")


async def test_the_operator_stops_the_process(server: Server, operator: MemberActor, bot: Astromorty) -> None:
    asked: list[bool] = []
    bot.request_stop = lambda: asked.append(True)
    assert "Good-bye" in await server.says(operator, "$owner shutdown")
    assert asked == [True]


async def test_the_operator_sees_what_the_cache_does(server: Server, operator: MemberActor) -> None:
    await server.says(server.member, "$ping")
    answer = await server.says(operator, "$owner cache")
    assert "believed now" in answer
    assert "**`prefix`**" in answer
    assert "in Redis" in answer


async def test_the_operator_inspects_and_invalidates_a_key(server: Server, operator: MemberActor) -> None:
    key = f"prefix:{server.guild.id}"
    assert "no such row" in await server.says(operator, f"$owner cache inspect {key}")
    await server.owner.slash(server.channel, "prefix set", prefix="?")
    assert "'?'" in await server.says(operator, f"?owner cache inspect {key}")
    assert "1 entries" in await server.says(operator, f"?owner cache invalidate {key}")
    assert "entries under `prefix:*`" in await server.says(operator, "?owner cache invalidate prefix:*")
    assert "is no key of the cache" in await server.says(operator, "?owner cache inspect prefix:x")
    assert "is no key of the cache" in await server.says(operator, "?owner cache invalidate prefix:x")
    refused = await server.owner.slash(server.channel, "owner cache invalidate", pattern=key)
    assert "Only the operator" in shown(refused)


def _syncs(env: Env) -> int:
    return sum(1 for entry in env.http_requests if entry.method == "PUT" and entry.path.endswith("/commands"))


async def test_commands_are_registered_at_start_only_when_they_changed(
    env: Env, settings: Settings, database: Database
) -> None:
    assert _syncs(env) == 1
    await env.restart_bot(new_bot(settings, database))
    assert _syncs(env) == 1


async def test_a_changed_command_is_registered_at_the_next_start(
    env: Env, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By its module: another test has its area loaded again.
    ping = import_module("astromorty.cogs.info.cog").Info.ping
    monkeypatch.setattr(ping.app_command, "description", "Say pong.")
    await env.restart_bot(new_bot(settings, database))
    assert _syncs(env) == 2


async def test_commands_that_another_program_replaced_are_registered_again(
    env: Env, bot: Astromorty, settings: Settings, database: Database
) -> None:
    assert bot.application_id is not None
    await bot.http.bulk_upsert_global_commands(bot.application_id, [])
    await env.restart_bot(new_bot(settings, database))
    assert _syncs(env) == 3
