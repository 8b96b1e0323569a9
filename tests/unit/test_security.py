"""What docs/security.md says of the code as a whole."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from pydantic import ValidationError

from astromorty.cogs.config.transfer import ConfigFile
from astromorty.errors import InvalidInput
from astromorty.services.level_files.reading import read_level_file

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/astromorty"
PAGE = (ROOT / "docs/security.md").read_text("utf-8")

# Who may ping, and why: docs/security.md, "Who is pinged".
PINGING = {
    "cogs/announcements/delivery.py",
    "cogs/reminders/delivery.py",
    "cogs/rooms/lobby.py",
    "cogs/welcome/greeter.py",
}
# They ask Discord and Sentry where the operator says they are, this bot itself, and a server of the sandbox's own.
OPENING = {"doctor/surroundings.py", "doctor/token.py", "health.py", "sandbox/own_redis.py"}
DEEP = b'{"settings":' + b"[" * 100_000


@cache
def calls() -> frozenset[tuple[str, str]]:
    """Return the calls in the bot's code: the file, and what is called."""
    return frozenset(
        (path.relative_to(SOURCE).as_posix(), ast.unparse(node.func))
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    )


def test_what_the_page_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 20
    for module, test in named:
        assert re.search(rf"def {test}\(", (ROOT / module).read_text("utf-8")), f"{module}::{test}"
    stages = (ROOT / ".ci/run").read_text("utf-8")
    for stage in re.findall(r"stage \"([^\"]+)\"", PAGE):
        assert f'stage "{stage}"' in stages


def test_only_what_is_meant_to_ping_can():
    assert {file for file, called in calls() if called.endswith("AllowedMentions")} == PINGING
    assert not [file for file, called in calls() if called.endswith("AllowedMentions.all")]


def test_nothing_opens_an_address_but_what_the_operator_set():
    opens = re.compile(r"(ClientSession|urlopen|open_connection|HTTPS?Connection|build_opener)$")
    assert {file for file, called in calls() if opens.search(called)} == OPENING


def test_a_file_of_nothing_but_depth_is_refused():
    with pytest.raises(ValidationError, match="recursion"):
        ConfigFile.model_validate_json(DEEP)
    with pytest.raises(InvalidInput):
        read_level_file(b"[" * 100_000, "levels.json")
