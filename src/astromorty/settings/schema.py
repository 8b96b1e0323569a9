"""The settings' documentation, made from the model: JSON schema, table and `.env.example`."""

from collections.abc import Mapping
from typing import Final, cast

from pydantic import JsonValue

from astromorty.settings.model import Settings
from astromorty.settings.variables import Variable, setting_variables

# What an unset variable means, where no fixed value can be written down.
_UNSET: Final = "unset"

_ENV_HEADER: Final = """\
# Settings of Astromorty. Copy this file to `.env` and fill in what you need; everything but the token may stay unset.
# A line that is commented out shows the default. Variables of the environment win over this file.
# A secret can also come from a file: name the file in a variable ending in _FILE, such as BOT_TOKEN_FILE.
"""

_ENV_FOR_COMPOSE: Final = """\
# What follows is for docker-compose.yml only.

# How many processes of the bot run.
# BOT_PROCESSES=1

# Password of Postgres; letters, digits and hyphens, as it becomes part of an address. Fixed at the first start.
# POSTGRES_PASSWORD=change-me-please

# Password of Redis; of the same characters.
# REDIS_PASSWORD=change-me-please

# Password of Grafana's user admin. Fixed at the first start.
# GRAFANA_PASSWORD=change-me-please
"""


def json_schema() -> dict[str, JsonValue]:
    """Return a JSON schema of the environment: one property for each variable."""
    model = Settings.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Astromorty's environment variables",
        "type": "object",
        "properties": {variable.name: _property(model, variable) for variable in setting_variables()},
    }


def _property(model: Mapping[str, JsonValue], variable: Variable) -> JsonValue:
    node: Mapping[str, JsonValue] = model
    for attribute in variable.path:
        node = cast("dict[str, Mapping[str, JsonValue]]", _resolve(model, node)["properties"])[attribute]
    options = cast("list[dict[str, JsonValue]]", node.get("anyOf", []))
    kinds = [option for option in options if option.get("type") != "null"]
    flat = {**node, **(kinds[0] if kinds else {})}
    return {key: value for key, value in flat.items() if key not in {"anyOf", "title"} and value is not None}


def _resolve(model: Mapping[str, JsonValue], node: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    return cast("dict[str, Mapping[str, JsonValue]]", model["$defs"])[reference.rpartition("/")[2]]


def table() -> str:
    """Return a Markdown table: variable, type, default, description."""
    rows = [("Variable", "Type", "Default", "Description"), ("---",) * 4]
    for variable in setting_variables():
        kind = variable.type.replace(" | ", ", ")
        default = f"`{variable.default}`" if variable.default else _UNSET
        rows.append((f"`{variable.name}`", kind, default, variable.description))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def env_example() -> str:
    """Return the text of `.env.example`: every setting with its description and default, then compose's own."""
    parts = [_ENV_HEADER]
    for variable in setting_variables():
        kind = "" if variable.type in {"text", "path"} else f" ({variable.type})"
        comment = "" if variable.name == "BOT_TOKEN" else "# "
        parts.append(f"# {variable.description}{kind}\n{comment}{variable.name}={variable.default}\n")
    parts.append(_ENV_FOR_COMPOSE)
    return "\n".join(parts)
