"""The benchmark of rank cards runs and shows what it measured; how fast that is, is for people to judge."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# A busy machine takes several times as long as a quiet one.
SECONDS = 120
ROWS = {"A rank card": 7, "A card that was drawn before": 1, "How late the event loop is while …": 6}


def test_a_quick_run_shows_every_row(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "card", "--quick", "--json", str(file)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert answer.returncode == 0, answer.stderr
    report = json.loads(file.read_text(encoding="utf-8"))
    assert {section["title"]: len(section["rows"]) for section in report["sections"]} == ROWS
    for aim in report["aims"]:
        assert f"{aim['sentence']}: {aim['measured']}" in answer.stdout
