"""The benchmark of the whole bot runs and shows all it promises; how fast anything is, is for people to judge."""

from pathlib import Path

import pytest

from fixtures.benchmarks import quick_run, rows_of

ROWS = {
    "Ready after a start, 20 servers": 2,
    "Processor seconds of a start, 20 servers": 2,
    "Memory after a start, 20 servers": 2,
    "10,000 messages at once, 20 servers": 4,
    "10,000 inside the cooldown, 20 servers": 4,
    "10,000 at 100 a second, 20 servers": 4,
    "1,000 prefix commands": 2,
    "1,000 slash commands": 2,
    "Memory after all that, 20 servers": 2,
    "10,000 messages at once, by 2 processes: bare discord.py": 2,
    "10,000 messages at once, by 2 processes: ours": 2,
}


@pytest.mark.benchmark
def test_a_quick_run_shows_every_row_and_every_aim(tmp_path: Path) -> None:
    report, printed = quick_run("messages", tmp_path, seconds=400)
    rows = rows_of(report)
    latencies = {title for title in rows if "command" in title and "within" in title}
    assert len(latencies) == 8
    assert {title: count for title, count in rows.items() if title not in latencies} == ROWS
    assert len(report["aims"]) == 8
    for aim in report["aims"]:
        assert f"{aim['sentence']}: {aim['measured']}" in printed
