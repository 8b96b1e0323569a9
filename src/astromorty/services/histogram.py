"""How many of something took how long: a histogram that costs one addition."""

from bisect import bisect_left
from collections.abc import Sequence


class Histogram:
    """Counts durations in seconds by the smallest of `bounds` that they do not exceed.

    Attributes:
        bounds: In ascending order; what exceeds all of them is counted too.
        total: The sum of all durations.
    """

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.total = 0.0
        self._counts = [0] * (len(self.bounds) + 1)

    def add(self, seconds: float) -> None:
        """Count one more."""
        self._counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds

    def cumulated(self) -> list[tuple[str, float]]:
        """Return for each bound how many did not exceed it, as Prometheus wants them."""
        counted, rows = 0, list[tuple[str, float]]()
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self._counts, strict=True):
            counted += count
            rows.append((bound, counted))
        return rows
