"""The benchmark of rank cards runs and shows what it measured; how fast that is, is for people to judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.benchmarks import quick_run, rows_of

ROWS = {"A rank card": 7, "A card that was drawn before": 1, "How late the event loop is while …": 6}


@pytest.mark.benchmark
def test_a_quick_run_shows_every_row(tmp_path: Path) -> None:
    report, printed = quick_run("card", tmp_path)
    assert rows_of(report) == ROWS
    for aim in report["aims"]:
        assert f"{aim['sentence']}: {aim['measured']}" in printed
