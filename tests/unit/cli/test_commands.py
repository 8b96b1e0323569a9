"""The command line as a person meets it: real processes, their output and exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from astromorty import __version__
from astromorty.settings.schema import env_example, table

SECRET = "s3cr3t-value-never-shown"
# Nothing listens on the discard port.
NOWHERE = "127.0.0.1:9"


def astromorty(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    result = subprocess.run(
        [sys.executable, "-m", "astromorty", *arguments],
        cwd=folder,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in result.stdout + result.stderr
    assert SECRET not in result.stdout + result.stderr
    return result


def test_version_needs_no_settings(tmp_path: Path):
    result = astromorty(tmp_path, "version", BOT_TOKN="x")
    assert (result.returncode, result.stdout) == (0, f"astromorty {__version__}\n")


def test_version_loads_neither_discord_nor_database(tmp_path: Path):
    code = """
import sys, runpy
sys.argv = ["astromorty", "version"]
try:
    runpy.run_module("astromorty", run_name="__main__")
except SystemExit:
    print(sorted({"discord", "sqlalchemy", "aiohttp", "redis"} & set(sys.modules)))
"""
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_run_without_token_says_what_to_do_and_names_the_sandbox(tmp_path: Path):
    result = astromorty(tmp_path, "run")
    assert result.returncode == 2
    assert "astromorty sandbox" in result.stderr
    assert "BOT_TOKEN" in result.stderr


@pytest.mark.parametrize("command", [["run"], ["doctor"], ["db", "upgrade"], ["db", "current"]])
def test_a_misspelt_variable_ends_every_command_with_a_suggestion(tmp_path: Path, command: list[str]):
    result = astromorty(tmp_path, *command, BOT_TOKN=SECRET)
    assert result.returncode == 2
    assert result.stderr == (
        "A setting is wrong:\n  BOT_TOKN: there is no such setting; did you mean BOT_TOKEN? (in the environment)\n"
    )


def test_a_wrong_value_in_env_file_names_file_and_variable(tmp_path: Path):
    (tmp_path / ".env").write_text(f"BOT_TOKEN={SECRET}\nCACHE__LEASE_MS=soon\n", "utf-8")
    result = astromorty(tmp_path, "run")
    assert result.returncode == 2
    assert "CACHE__LEASE_MS=soon: " in result.stderr
    assert "(in .env)" in result.stderr


def test_config_schema_prints_table_json_and_env_file(tmp_path: Path):
    assert astromorty(tmp_path, "config", "schema").stdout == table()
    assert astromorty(tmp_path, "config", "schema", "--format", "env").stdout == env_example()
    schema = json.loads(astromorty(tmp_path, "config", "schema", "--format", "json").stdout)
    assert schema["properties"]["LOG_FORMAT"]["enum"] == ["text", "json"]


@pytest.mark.parametrize("command", ["upgrade", "current", "check"])
def test_db_commands_report_an_unreachable_database_in_one_message(tmp_path: Path, command: str):
    result = astromorty(tmp_path, "db", command, DATABASE_URL=f"postgresql://me:{SECRET}@{NOWHERE}/db")
    assert result.returncode == 1
    assert f"the database at {NOWHERE}/db does not answer: " in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_db_commands_report_a_bad_address_in_one_message(tmp_path: Path):
    result = astromorty(tmp_path, "db", "current", DATABASE_URL=f"postgresql://me:{SECRET}@h/db?sslmode=always")
    assert result.returncode == 1
    assert "sslmode" in result.stderr


def test_doctor_tells_each_problem_with_its_remedy_and_exits_1(tmp_path: Path):
    result = astromorty(
        tmp_path,
        "doctor",
        BOT_TOKEN=SECRET,
        DATABASE_URL=f"postgresql://me:{SECRET}@{NOWHERE}/db",
        EXTERNAL_SERVICES__REDIS_URL=f"redis://:{SECRET}@{NOWHERE}",
        DISCORD_API_URL=f"http://{NOWHERE}/api/v10",
    )
    assert result.returncode == 1
    problems = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("  PROBLEM")]
    assert problems == ["Token", "Discord", "Database", "Redis"]
    assert result.stdout.count("-> ") == 4
    assert "BOT_TOKEN                      set      (hidden)" in result.stdout
    assert "LOG_LEVEL                      default  INFO" in result.stdout
    assert result.stdout.endswith("To be put right: 4.\n")


def test_help_lists_the_commands(tmp_path: Path):
    result = astromorty(tmp_path, "--help")
    assert result.returncode == 0
    assert all(name in result.stdout for name in ("run", "sandbox", "doctor", "db", "config", "version"))
