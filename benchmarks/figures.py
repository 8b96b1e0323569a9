"""What a measurement comes to: medians with their spread, in rows, beside what we aim at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of some samples and the quartiles around it. `unit` is "s", or what was counted."""

    median: float
    low: float
    high: float
    samples: int
    unit: str = "s"

    @classmethod
    def of(cls, samples: Sequence[float], unit: str = "s") -> Figure:
        """Sum samples up."""
        low, _, high = (
            quantiles(samples, n=4, method="inclusive") if len(samples) > 1 else (samples[0], samples[0], samples[0])
        )
        return cls(median(samples), low, high, len(samples), unit)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that were measured interleaved; each is compared with the first."""

    title: str
    rows: tuple[Row, ...]

    def median(self, name: str) -> float:
        """Return a row's median, in its unit."""
        return next(row.figure.median for row in self.rows if row.name == name)


@dataclass(frozen=True, slots=True)
class Aim:
    """What we want to hold, and what this run says about it."""

    sentence: str
    measured: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Report:
    """One run."""

    sections: tuple[Section, ...]
    aims: tuple[Aim, ...]
