"""What Discord accepts and refuses as application commands."""

from typing import TypeAlias

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discord_sandbox.errors import InvalidForm
from discord_sandbox.validation import bulk_command_errors, command_errors, exceeded_type

Payload: TypeAlias = dict[str, object]


def command(*options: Payload, **parts: object) -> Payload:
    return {"name": "prefix", "description": "d", "options": list(options), **parts}


def option(name: str = "value", kind: int = 3, **parts: object) -> Payload:
    return {"name": name, "description": "d", "type": kind, **parts}


def choices(count: int) -> list[Payload]:
    return [{"name": f"n{number}", "value": f"v{number}"} for number in range(count)]


ACCEPTED = {
    "name of 32": command(name="x" * 32),
    "name in Devanagari": command(name="नमस्ते"),
    "name in Thai": command(name="สวัสดี"),
    "name with digits and marks": command(name="a-b_c'9"),
    "description of 100": command(description="x" * 100),
    "25 options": command(*(option(f"o{number}") for number in range(25))),
    "25 choices": command(option(choices=choices(25))),
    "required before optional": command(option("a", required=True), option("b")),
    "group with a subcommand": command(option("g", 2, options=[option("s", 1, options=[option("x", 4, min_value=1)])])),
    "user command": {"name": "Show Rank", "type": 2},
    "message command": {"name": "Report it!", "type": 3, "description": ""},
    "localized": command(name_localizations={"de": "präfix"}, description_localizations={"de": None}),
    "permissions as a string": command(default_member_permissions="8", contexts=[0], integration_types=[0]),
}
REFUSED = {
    "name of 33": (command(name="x" * 33), "name", "BASE_TYPE_BAD_LENGTH"),
    "name in upper case": (command(name="Prefix"), "name", "APPLICATION_COMMAND_INVALID_NAME"),
    "name with a space": (command(name="my prefix"), "name", "APPLICATION_COMMAND_INVALID_NAME"),
    "localized name in upper case": (
        command(name_localizations={"de": "Präfix"}),
        "name_localizations.de",
        "APPLICATION_COMMAND_INVALID_NAME",
    ),
    "no description": (command(description=""), "description", "BASE_TYPE_REQUIRED"),
    "description of 101": (command(description="x" * 101), "description", "BASE_TYPE_BAD_LENGTH"),
    "26 options": (command(*(option(f"o{number}") for number in range(26))), "options", "BASE_TYPE_MAX_LENGTH"),
    "26 choices": (command(option(choices=choices(26))), "options.0.choices", "BASE_TYPE_MAX_LENGTH"),
    "choice of 101": (
        command(option(choices=[{"name": "x" * 101, "value": "v"}])),
        "options.0.choices.0.name",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "choice twice": (
        command(option(choices=choices(1) * 2)),
        "options.0.choices.1",
        "APPLICATION_COMMAND_OPTION_CHOICES_DUPLICATE",
    ),
    "choice of another type": (
        command(option(kind=4, choices=[{"name": "n", "value": "ten"}])),
        "options.0.choices.0.value",
        "NUMBER_TYPE_COERCE",
    ),
    "required behind optional": (
        command(option("a"), option("b", required=True)),
        "options.1",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    "option name twice": (command(option(), option()), "options.1", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID"),
    "unknown option type": (command(option(kind=12)), "options.0.type", "UNION_TYPE_CHOICES"),
    "unknown command type": (command(type=9), "type", "BASE_TYPE_CHOICES"),
    "group in a group": (
        command(option("g", 2, options=[option("h", 2, options=[])])),
        "options.0.options.0.type",
        "UNION_TYPE_CHOICES",
    ),
    "subcommand beside a plain option": (
        command(option("s", 1), option("x")),
        "options.1",
        "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
    ),
    "user command with a description": (
        {"name": "Rank", "type": 2, "description": "d"},
        "description",
        "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
    ),
    "longest text above longest allowed": (
        command(option(min_length=5, max_length=4)),
        "options.0.min_length",
        "NUMBER_TYPE_MAX",
    ),
}


@pytest.mark.parametrize("payload", ACCEPTED.values(), ids=ACCEPTED)
def test_a_command_within_the_limits_is_accepted(payload: Payload) -> None:
    assert command_errors(payload).codes == {}


@pytest.mark.parametrize(("payload", "path", "code"), REFUSED.values(), ids=REFUSED)
def test_a_command_past_a_limit_is_refused_at_its_field(payload: Payload, path: str, code: str) -> None:
    assert command_errors(payload).codes == {path: code}


@given(st.integers(70, 90), st.integers(1, 100))
@example(79, 85)  # 8,000
@example(79, 86)
def test_a_command_is_too_large_exactly_above_8000_characters(count: int, last: int) -> None:
    """Each option of 25 choices; a full choice counts 100 characters, the last one `last`."""
    entries: list[Payload] = [
        {"name": f"{number:03}".ljust(50, "n"), "value": f"{number:03}".ljust(50, "v")} for number in range(count)
    ]
    entries.append({"name": "n" * min(last, 50), "value": "v" * max(last - 50, 0)})
    names = ["a", "b", "c", "d"]
    parts = [option(name, choices=entries[at * 25 : at * 25 + 25]) for at, name in enumerate(names)]
    total = len("prefixd") + 2 * len(names) + 100 * count + last
    refused = command_errors(command(*parts)).codes.get("") == "APPLICATION_COMMAND_TOO_LARGE"
    assert refused is (total > 8000)


def test_a_bulk_overwrite_names_the_faulty_command_and_the_repeated_one() -> None:
    found = bulk_command_errors([command(), command(name="NO"), command(), {"name": "prefix", "type": 2}])
    assert found.codes == {"1.name": "APPLICATION_COMMAND_INVALID_NAME", "2": "APPLICATION_COMMANDS_DUPLICATE_NAME"}
    with pytest.raises(InvalidForm) as refused:
        found.raise_if_any()
    assert refused.value.payload()["errors"]["1"]["name"]["_errors"][0]["message"] == "Command name is invalid"


def test_the_hundred_and_first_slash_command_and_sixteenth_user_command_are_too_many() -> None:
    slash = [command(name=f"c{number}") for number in range(101)]
    users: list[Payload] = [{"name": f"u{number}", "type": 2} for number in range(16)]
    assert exceeded_type(slash[:100] + users[:15]) is None
    assert exceeded_type(slash) == 1
    assert exceeded_type(users) == 2
