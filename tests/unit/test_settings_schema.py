import re
from pathlib import Path

import jsonschema
import pytest

from astromorty.settings import Settings, load_settings
from astromorty.settings.schema import env_example, json_schema, table
from astromorty.settings.variables import setting_variables

ENV_EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_env_example_is_what_the_settings_say():
    assert ENV_EXAMPLE.read_text("utf-8") == env_example(), "run: astromorty config schema --format env > .env.example"


def test_env_example_names_every_setting_with_its_default_and_description():
    lines = ENV_EXAMPLE.read_text("utf-8").splitlines()
    for variable in setting_variables():
        at = next(i for i, line in enumerate(lines) if line.removeprefix("# ").startswith(f"{variable.name}="))
        assert lines[at].partition("=")[2] == variable.default
        assert lines[at - 1].startswith(f"# {variable.description}")


def test_env_example_with_every_line_uncommented_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for variable in setting_variables():
        monkeypatch.delenv(variable.name, raising=False)
    compose = re.findall(r"\$\{(\w+)", (ENV_EXAMPLE.parent / "docker-compose.yml").read_text("utf-8"))
    names = tuple(f"# {name}=" for name in (*compose, *(variable.name for variable in setting_variables())))
    text = ENV_EXAMPLE.read_text("utf-8").splitlines()
    filled = [line.removeprefix("# ") if line.startswith(names) else line for line in text]
    (tmp_path / "filled").write_text("\n".join(filled), "utf-8")
    assert load_settings(tmp_path / "filled") == Settings()


def test_json_schema_is_valid_and_describes_every_setting():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert list(properties) == [variable.name for variable in setting_variables()]
    assert properties["CACHE__LEASE_MS"] == {
        "default": 1_000,
        "description": "How long a process trusts its cache unheard, in milliseconds; alike in every process.",
        "maximum": 60_000,
        "minimum": 200,
        "type": "integer",
    }
    assert all(isinstance(entry, dict) and "type" in entry for entry in properties.values())


def test_table_has_a_row_for_every_setting():
    rows = table().splitlines()
    assert len(rows) == 2 + len(setting_variables())
    assert all(row.count(" | ") == 3 for row in rows)
