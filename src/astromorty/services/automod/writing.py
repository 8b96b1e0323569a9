"""Rules as they are typed: `action=delete-timeout timeout=10m words=one,two`."""

from __future__ import annotations

import re
from typing import Any, Final, get_args

from astromorty.database.models.automod import RuleAction, RuleKind
from astromorty.errors import InvalidInput
from astromorty.services.automod.kinds import KINDS, parameters_of, takes
from astromorty.services.times.duration import parse_duration

NAME: Final = re.compile(r"[a-z0-9-]{1,32}")
_SETTING: Final = re.compile(r'\s*(\w{1,20})=("[^"]*"|\S*)(?=\s|$)')
_OF_ALL: Final = "`action=`, `timeout=10m`, `escalate=3/1h`, `dryrun=yes`"
_SWITCH: Final = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}


def parse_name(text: str) -> str:
    """Return a rule's name; raise `InvalidInput`."""
    name = text.strip().lower()
    if NAME.fullmatch(name) is None:
        raise InvalidInput("A rule's name has 1 to 32 letters a-z, digits and hyphens, such as `no-invites`.")
    return name


def parse_settings(kind: RuleKind, text: str, present: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the columns that `text` sets of a rule of a kind; raise `InvalidInput`.

    Args:
        kind: The rule's kind.
        text: Settings as they are typed.
        present: The parameters of a rule that is changed.
    """
    values: dict[str, Any] = {}
    parameters: dict[str, Any] = dict(present or {})
    end = 0
    while match := _SETTING.match(text, end):
        end = match.end()
        name, value = match[1].lower(), match[2].strip('"')
        if name in KINDS[kind].model_fields:
            parameters[name] = value
        else:
            values |= _of_all(kind, name, value)
    if text[end:].strip():
        raise InvalidInput(
            f"Settings are written as `name=value`, with quotation marks around spaces. The kind `{kind}` takes "
            f"{takes(kind)}; every kind takes {_OF_ALL}. Nothing was changed."
        )
    return {**values, "parameters": parameters_of(kind, parameters).model_dump(mode="json")}


def _of_all(kind: RuleKind, name: str, value: str) -> dict[str, Any]:
    match name:
        case "action":
            if value not in get_args(RuleAction):
                actions = ", ".join(f"`{action}`" for action in get_args(RuleAction))
                raise InvalidInput(f"An action is one of {actions}. Nothing was changed.")
            return {"action": value}
        case "timeout":
            return {"timeout": _seconds(value, 60, 28 * 86_400, "A time-out lasts 1 minute to 28 days: `timeout=10m`")}
        case "escalate":
            return _escalation(value)
        case "dryrun":
            if value.lower() not in _SWITCH:
                raise InvalidInput("`dryrun` is `yes` or `no`. Nothing was changed.")
            return {"is_dry_run": _SWITCH[value.lower()]}
        case _:
            raise InvalidInput(
                f"There is no setting `{name}`. The kind `{kind}` takes {takes(kind)}; every kind takes {_OF_ALL}. "
                "Nothing was changed."
            )


def _escalation(value: str) -> dict[str, Any]:
    if value.lower() in ("off", "0", "no"):
        return {"escalate_after": 0}
    count, _, length = value.partition("/")
    if not count.isascii() or not count.isdigit() or not 2 <= int(count) <= 50:
        raise InvalidInput(
            "Escalation is a number of 2 to 50 violations in a time: `escalate=3/1h`, or `escalate=off`."
        )
    example = "Violations are counted for 1 minute to 1 day: `escalate=3/1h`"
    return {"escalate_after": int(count), "escalate_within": _seconds(length or "1h", 60, 86_400, example)}


def _seconds(text: str, least: int, most: int, refusal: str) -> int:
    seconds = int(parse_duration(text).total_seconds())
    if not least <= seconds <= most:
        raise InvalidInput(f"{refusal}. Nothing was changed.")
    return seconds
