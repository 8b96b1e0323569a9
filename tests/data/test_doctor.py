"""What the doctor says of a real database in each state it can be in."""

import secrets
from dataclasses import replace

from sqlalchemy import make_url

from astromorty.database import migrate
from astromorty.doctor import Finding, State
from astromorty.doctor.database import check_database
from astromorty.doctor.postgres import judge, judge_version, read_facts
from astromorty.settings import Settings
from fixtures.postgres import execute


async def findings(url: str) -> dict[str, Finding]:
    return {
        finding.subject: finding for finding in await check_database(Settings.model_validate({"database_url": url}))
    }


async def test_a_migrated_database_is_in_order(database_url: str):
    found = await findings(database_url)
    assert {finding.state for finding in found.values()} == {State.OK}
    assert found["Database"].detail.startswith("answers; PostgreSQL 1")
    assert found["Migrations"].detail == f"at {migrate.head()}"


async def test_an_empty_database_is_noted_with_the_command_that_migrates_it(empty_database_url: str):
    found = await findings(empty_database_url)
    assert found["Database"].state is State.OK
    assert found["Migrations"].state is State.NOTE
    assert "astromorty db upgrade" in found["Migrations"].remedy
    assert await migrate.current(empty_database_url) is None, "a check changes nothing"


async def test_a_database_of_a_newer_version_is_a_problem(database_url: str):
    await execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    found = await findings(database_url)
    assert found["Migrations"].state is State.PROBLEM
    assert "newer" in found["Migrations"].remedy


async def test_a_database_that_is_not_there_is_a_problem(database_url: str):
    found = await findings(database_url.replace("/test_", "/absent_"))
    assert found["Database"].state is State.PROBLEM
    assert "does not exist" in found["Database"].detail


async def test_a_user_without_rights_is_told_what_to_grant(database_url: str):
    role = f"weak_{secrets.token_hex(4)}"
    try:
        await execute(database_url, f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
        url = make_url(database_url).set(username=role, password="x").render_as_string(hide_password=False)
        found = (await findings(url))["Database rights"]
        assert (found.state, f"GRANT CREATE ON SCHEMA public TO {role};" in found.remedy) == (State.PROBLEM, True)
        await execute(database_url, f"GRANT CREATE ON SCHEMA public TO {role}")
        found = (await findings(url))["Database rights"]
        assert found.state is State.PROBLEM
        assert "belong to another user" in found.detail
        await execute(database_url, f"ALTER ROLE {role} CONNECTION LIMIT 2")
        assert "DATABASE__POOL_SIZE" in (await findings(url))["Database connections"].remedy
    finally:
        await execute(database_url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


async def test_what_else_is_in_the_way_is_named_with_its_remedy(database_url: str):
    facts, settings = await read_facts(database_url), Settings.model_validate({"database_url": database_url})

    def remedies(**changes: object) -> str:
        found = judge(replace(facts, **changes), settings)  # pyright: ignore[reportArgumentType]  # each is checked below
        return " ".join(finding.remedy for finding in found if finding.state is not State.OK)

    assert remedies() == ""
    assert "primary" in remedies(is_read_only=True)
    assert "UTF8" in remedies(encoding="SQL_ASCII")
    assert "NTP" in remedies(clock=facts.clock + 60)
    assert "DATABASE__PREPARED_STATEMENTS=false" in remedies(is_pooled=True)
    assert "DATABASE__POOL_SIZE to 6" in remedies(connections=10)
    settings = Settings.model_validate({"database_url": f"{database_url}&pgbouncer=true"})
    assert "DATABASE__PREPARED_STATEMENTS=true" in remedies()
    assert remedies(is_pooled=True) == ""


def test_servers_older_than_15_are_refused_and_newer_than_18_noted():
    assert judge_version(140_013).state is State.PROBLEM
    assert judge_version(150_000).state is State.OK
    assert judge_version(180_006).state is State.OK
    assert judge_version(190_000).state is State.NOTE


async def test_another_number_of_shards_than_that_of_who_runs_is_a_problem(database_url: str):
    assert "Running shards" not in await findings(database_url), "nobody runs"
    await execute(
        database_url,
        "INSERT INTO fleet (id, shard_count) VALUES (1, 4)",
        "INSERT INTO fleet_process (id, name, expires_at) VALUES ('a', 'host:1', now() + interval '15 s'),"
        " ('b', 'host:2', now() - interval '1 s')",
    )
    found = (await findings(database_url))["Running shards"]
    assert (found.state, found.detail) == (State.OK, "1 processes run with 4 shards")
    settings = Settings.model_validate({"database_url": database_url, "sharding": {"count": 6}})
    (found,) = [each for each in await check_database(settings) if each.subject == "Running shards"]
    assert (found.state, "SHARDING__COUNT=4" in found.remedy) == (State.PROBLEM, True)
    assert found.detail == "SHARDING__COUNT=6, but 1 processes run with 4 shards"
