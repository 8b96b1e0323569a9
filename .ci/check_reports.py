"""Fail when no test ran, or one skipped that `.ci/allowed-skips` does not name."""

import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from xml.etree import ElementTree as ET

ALLOWED_SKIPS = Path(__file__).with_name("allowed-skips")


def allowed_patterns() -> list[str]:
    """Return the patterns of tests that may skip; each line must give its reason."""
    lines = [line for line in ALLOWED_SKIPS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    unreasoned = [line for line in lines if len(line.split(maxsplit=1)) < 2]
    if unreasoned:
        sys.exit(f"{ALLOWED_SKIPS.name}: no reason given for {', '.join(unreasoned)}")
    return [line.split(maxsplit=1)[0] for line in lines]


def skips(cases: list[ET.Element]) -> Iterator[tuple[str, str]]:
    """Yield each skipped or expected-to-fail test's ID and reason."""
    for case in cases:
        skipped = case.find("skipped")
        if skipped is not None:
            identity = "::".join(part for part in (case.get("classname"), case.get("name")) if part)
            yield identity, skipped.get("message", "no reason")


def problems(report: Path, patterns: list[str]) -> Iterator[str]:
    """Yield what is wrong with one JUnit report."""
    cases = list(ET.parse(report).getroot().iter("testcase"))  # noqa: S314 (pytest wrote it a moment ago)
    skipped = list(skips(cases))
    print(f"{report.name}: {len(cases) - len(skipped)} tests ran, {len(skipped)} skipped")
    if len(cases) == len(skipped):
        yield f"{report.name}: no test ran"
    for identity, reason in skipped:
        if not any(fnmatchcase(identity, pattern) for pattern in patterns):
            yield f"{report.name}: {identity} skipped and is not in {ALLOWED_SKIPS.name}: {reason}"


def main(reports: list[str]) -> int:
    """Print the problems of all reports; 1 when there are any or a report is missing."""
    patterns = allowed_patterns()
    found = [problem for report in reports for problem in problems(Path(report), patterns)]
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
