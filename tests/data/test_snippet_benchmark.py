"""The benchmark runs and shows all it promises; how fast anything is, is for people to judge."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A busy machine takes several times as long as a quiet one.
SECONDS = 120
ROWS = {
    "Suggestions for a misspelt name among 5,000": 6,
    "Misspelt names of which the right one is suggested": 12,
    "A word behind the prefix, or typed so far, among 5,000 names": 3,
}


def test_a_quick_run_shows_every_row_and_every_aim(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "snippets", "--quick", "--json", str(file)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert answer.returncode == 0, answer.stderr
    report = json.loads(file.read_text(encoding="utf-8"))
    assert {section["title"]: len(section["rows"]) for section in report["sections"]} == ROWS
    for section in report["sections"]:
        assert all(row["name"] in answer.stdout for row in section["rows"])
    assert len(report["aims"]) == 4
