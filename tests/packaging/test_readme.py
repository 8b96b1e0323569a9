"""What README tells a newcomer to do is done by a test or a stage of CI, and what it links to is there."""

import re
import subprocess
import sys
from pathlib import Path

import discord

from astromorty.cogs.jail import building as jail
from astromorty.cogs.rooms import access as rooms
from astromorty.cogs.tickets import channels as tickets
from astromorty.services.permissions.names import permission_name

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")

# Each command of README, and where it is run: a test, or a stage of .ci/run. Containers are checked there, not started.
COVERED = {
    "./dev sandbox": "tests/e2e/test_sandbox_command.py::test_sandbox_serves_until_told_to_stop_and_leaves_no_process",
    "./dev test": 'stage "tests" ./dev test',
    "cp .env.example .env": "tests/packaging/test_readme.py::test_the_example_settings_are_valid_but_for_the_token",
    "./dev shell astromorty doctor": (
        "tests/unit/cli/test_commands.py::test_doctor_tells_each_problem_with_its_remedy_and_exits_1"
    ),
    "./dev run": "tests/e2e/test_process.py::test_sigterm_lets_a_running_command_finish_and_ends_with_code_0",
    "docker compose up -d --build": 'stage "containers: hadolint, compose"',
    "docker compose run --rm --build bot doctor": 'stage "containers: hadolint, compose"',
}


def commands() -> list[str]:
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", README, re.MULTILINE | re.DOTALL)
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def test_every_command_is_run_by_a_test_or_a_stage():
    assert set(commands()) == set(COVERED)
    stages = (ROOT / ".ci/run").read_text("utf-8")
    for place in COVERED.values():
        module, is_test, test = place.partition("::")
        assert f"def {test}(" in (ROOT / module).read_text("utf-8") if is_test else place in stages, place


def test_the_example_settings_are_valid_but_for_the_token(tmp_path: Path):
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text("utf-8"), "utf-8")
    run = [sys.executable, "-m", "astromorty", "run"]
    result = subprocess.run(run, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("There is no BOT_TOKEN")


def asked_for() -> set[str]:
    """Return the permissions that the bot has some use for, by what the code asks for."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src/astromorty").rglob("*.py"))
    checks = re.findall(r"bot_has_(?:guild_)?permissions\(([^)]*)\)", source)
    asked = {name for check in checks for name in re.findall(r"(\w+)=True", check)}
    assert "move_members" in asked, "the checks are found"
    asked |= set(re.findall(r"\bme\.guild_permissions\.(manage_\w+)", source))
    asked |= {name for each in (rooms.OWNER, rooms.MINE, jail.DENIED) for name, value in each if value}
    # Cards, files and pictures; who did it by hand; slow mode in threads; a ticket's card.
    besides = {"embed_links", "attach_files", "view_audit_log", "manage_threads", "pin_messages"}
    return {*asked, *rooms.NEEDED, *tickets.NEEDED, *besides}


def test_the_invite_asks_for_what_the_bot_has_use_for_and_names_it():
    wanted = discord.Permissions(**dict.fromkeys(asked_for(), True))
    assert f"permissions={wanted.value}`" in README
    (named,) = re.findall(r"permissions=\d+`\n(.*?)^3\.", README, re.MULTILINE | re.DOTALL)
    words = " ".join(named.split()).casefold()
    assert [name for name, value in wanted if value and permission_name(name).casefold() not in words] == []


def test_every_link_leads_to_a_file():
    for page in [
        *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
        *(ROOT / "docs").glob("*.md"),
    ]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_generated_pages_are_what_the_program_says():
    check = [sys.executable, str(ROOT / ".ci/write_docs.py"), "--check"]
    result = subprocess.run(check, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
