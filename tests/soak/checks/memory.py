"""No process grows once it is warm.

Looked at is what a process holds in memory (RSS) that lives from the end of the warm-up to the end of the load: the
median of the samples of the first sixth of that time against that of the last sixth, under the same load.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

MOST_GROWTH = 0.05
# Fewer samples (one a second) say more about the allocator than about leaks.
LEAST_SAMPLES = 120


def growth(samples: Sequence[int]) -> float | None:
    """Return by what share a process grew; None where it did not live long enough to tell."""
    if len(samples) < LEAST_SAMPLES:
        return None
    sixth = len(samples) // 6
    return median(samples[-sixth:]) / median(samples[:sixth]) - 1


def grown(samples: Mapping[str, Sequence[int]]) -> list[str]:
    """Find the processes that grew by more than a process may."""
    found = {process: growth(each) for process, each in samples.items()}
    return [
        f"{process} grew by {100 * share:.1f} % in {len(samples[process])} s, to {samples[process][-1] / 1e6:.0f} MB"
        for process, share in found.items()
        if share is not None and share > MOST_GROWTH
    ]
