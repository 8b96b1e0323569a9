import json
from datetime import UTC, datetime

from astromorty.services.privacy_export import export_files

BIG = 1_100_000_000_000_000_001


def test_snowflakes_are_exact_in_programs_that_count_in_doubles() -> None:
    row = {
        "guild_id": BIG,
        "xp": 20,
        "due_at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        "text": "grüße\nמ",
        "note": None,
    }
    [file] = export_files(7, {"level": [row]}, {BIG: "Garden"})
    content = json.loads(file)
    assert content["servers"] == {str(BIG): "Garden"}
    assert content["data"] == {
        "level": [{**row, "guild_id": str(BIG), "due_at": "2026-01-02T03:04:00+00:00"}],
    }
    assert "grüße" in file.decode()


def test_who_is_unknown_gets_an_empty_file() -> None:
    [file] = export_files(7, {"level": []}, {})
    assert json.loads(file)["data"] == {}


def test_much_data_comes_in_parts_that_discord_takes() -> None:
    rows = [{"number": number, "text": "x" * 200} for number in range(100)]
    files = export_files(7, {"snippet": rows, "level": rows}, {}, part_bytes=10_000)
    contents = [json.loads(file) for file in files]
    assert len(files) > 4
    assert max(map(len, files)) < 10_500
    assert [(content["part"], content["parts"]) for content in contents] == [
        (number, len(files)) for number in range(1, len(files) + 1)
    ]
    for table in ("snippet", "level"):
        assert [row for content in contents for row in content["data"].get(table, [])] == rows
