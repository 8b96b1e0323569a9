"""A report as text for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from benchmarks.figures import Report, Section

SCALES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def amount(value: float, unit: str) -> str:
    """Return a figure with three significant digits, times in the scale that suits them."""
    if unit == "s":
        scale, unit = next(((scale, name) for scale, name in SCALES if value >= scale), SCALES[-1])
        value /= scale
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def lines_of(section: Section) -> Iterator[str]:
    """Yield a section's heading and rows."""
    yield f"{section.title:<58} {'median':>14} {'quartiles':>30} {'ratio':>9}"
    first = section.rows[0].figure
    for row in section.rows:
        figure = row.figure
        spread = f"{amount(figure.low, figure.unit)} … {amount(figure.high, figure.unit)}"
        ratio = f"{figure.median / first.median:,.2f}" if figure.unit == first.unit and first.median else ""
        yield f"  {row.name:<56} {amount(figure.median, figure.unit):>14} {spread:>30} {ratio:>9}"


def as_text(machine: Mapping[str, str], report: Report) -> str:
    """Return the whole report; ratios are to the first row of a section."""
    lines = [f"{name:<10} {value}" for name, value in machine.items()]
    for section in report.sections:
        lines += ["", *lines_of(section)]
    lines += ["", "Aims"]
    lines += [f"  {'met   ' if aim.is_met else 'MISSED'}  {aim.sentence}: {aim.measured}" for aim in report.aims]
    return "\n".join(lines)


def as_json(machine: Mapping[str, str], report: Report) -> dict[str, object]:
    """Return the same for programs; times are in seconds."""
    return {"machine": dict(machine), **asdict(report)}
