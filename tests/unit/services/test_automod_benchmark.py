"""The benchmark of automod runs and shows all it promises; how fast anything is, is for people to judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.benchmarks import quick_run, rows_of

ROWS = {"90 hostile messages (seed 20261123) against 20 rules": 11, "How many took how long": 9, "By length": 36}


@pytest.mark.benchmark
def test_a_quick_run_shows_every_row_and_every_aim(tmp_path: Path) -> None:
    report, printed = quick_run("automod", tmp_path)
    assert rows_of(report) == ROWS
    for aim in report["aims"]:
        assert f"{aim['sentence']}: {aim['measured']}" in printed
    counted = [row["figure"]["median"] for row in report["sections"][1]["rows"]]
    assert sum(counted) == 90
