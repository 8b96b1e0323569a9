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


def grown(samples: Mapping[str, Sequence[int]], *, spared: str | None) -> list[str]:
    """Find the processes that grew by more than a process may; the one that is never ended must be judged."""
    found = {process: growth(each) for process, each in samples.items()}
    violations = [
        f"{process} grew by {100 * share:.1f} % in {len(samples[process])} s, to {samples[process][-1] / 1e6:.0f} MB"
        for process, share in found.items()
        if share is not None and share > MOST_GROWTH
    ]
    if spared is not None and found[spared] is None:
        violations.append(f"{spared} was never ended, and cannot be judged: {len(samples[spared])} samples")
    return violations


def memory_line(samples: Mapping[str, Sequence[int]]) -> str:
    """Tell by how much each process grew."""
    shares = {process: growth(each) for process, each in samples.items()}
    told = [
        f"{process} too young"
        if share is None
        else f"{process} {100 * share:+.1f} % to {samples[process][-1] / 1e6:.0f} MB"
        for process, share in shares.items()
    ]
    if all(share is None for share in shares.values()):
        told.append(
            f"GROWTH IS NOT JUDGED: nobody lived {LEAST_SAMPLES} s after the warm-up, give it 3 minutes or more"
        )
    return f"memory: {', '.join(told)}"
