"""What the doctor says of a real database in each state it can be in."""

from astromorty.database import migrate
from astromorty.doctor import Finding, State
from astromorty.doctor.database import check_database, judge_version
from astromorty.settings import Settings
from fixtures.postgres import execute


async def findings(url: str) -> dict[str, Finding]:
    return {
        finding.subject: finding for finding in await check_database(Settings.model_validate({"database_url": url}))
    }


async def test_a_migrated_database_is_in_order(database_url: str):
    found = await findings(database_url)
    assert [finding.state for finding in found.values()] == [State.OK, State.OK]
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


def test_servers_older_than_15_are_refused_and_newer_than_18_noted():
    assert judge_version(140_013).state is State.PROBLEM
    assert judge_version(150_000).state is State.OK
    assert judge_version(180_006).state is State.OK
    assert judge_version(190_000).state is State.NOTE
