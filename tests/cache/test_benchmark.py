"""The benchmark runs and shows all it promises; how fast anything is, is for people to judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.benchmarks import quick_run, rows_of

ROWS = {
    "Hot look-up of a prefix": 7,
    "Hot look-up of a configuration": 7,
    "The same prefixes in a tight loop": 4,
    "Redis-tier hit of a configuration": 4,
    "Read of a configuration from Postgres": 4,
    "Propagation of a prefix between two processes": 4,
    "Write of a prefix": 3,
    "Grants of experience per second": 4,
    "Stampede: loads for 50 readers of a cold entry in 2 processes": 2,
    "Hit by number of entries, 1,000 of them in use": 4,
    "Store by number of entries, each pushing one out": 2,
    "Memory for each entry, key included, value not": 2,
}


@pytest.mark.benchmark
def test_a_quick_run_shows_every_row_with_its_spread_and_every_aim(tmp_path: Path) -> None:
    report, printed = quick_run("cache", tmp_path, seconds=240)
    assert rows_of(report) == ROWS
    for section in report["sections"]:
        assert section["title"] in printed
        for row in section["rows"]:
            assert row["name"] in printed
            assert 0 < row["figure"]["low"] <= row["figure"]["median"] <= row["figure"]["high"], row
    for aim in report["aims"]:
        assert f"{aim['sentence']}: {aim['measured']}" in printed
    assert len(report["aims"]) == 15
