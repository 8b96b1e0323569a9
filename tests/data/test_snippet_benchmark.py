"""The benchmark runs and shows all it promises; how fast anything is, is for people to judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.benchmarks import quick_run, rows_of

ROWS = {
    "Suggestions for a misspelt name among 5,000": 6,
    "Misspelt names of which the right one is suggested": 12,
    "A word behind the prefix, or typed so far, among 5,000 names": 3,
}


@pytest.mark.benchmark
def test_a_quick_run_shows_every_row_and_every_aim(tmp_path: Path) -> None:
    report, printed = quick_run("snippets", tmp_path)
    assert rows_of(report) == ROWS
    for section in report["sections"]:
        assert all(row["name"] in printed for row in section["rows"])
    assert len(report["aims"]) == 4
