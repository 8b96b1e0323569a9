"""No process grows once it is warm.

Looked at is what a process holds in memory (RSS) from the end of the warm-up to the end of the load, in the longest
time without more shards than before, and after the minute in which the caches fill with what the servers of more shards
bring: the median of the samples of its first sixth against that of its last sixth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

MOST_GROWTH = 0.05
# Fewer samples (one a second) say more about the allocator than about leaks.
LEAST_SAMPLES = 120
# After a process got more shards than it ever had.
WARM_UP_SAMPLES = 60


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process held in memory (bytes), and for how many shards it was connected."""

    rss: int
    shards: int


def comparable(samples: Sequence[Sample]) -> Sequence[Sample]:
    """Return the longest part in which a process did not get more shards than it ever had: they take memory, too."""
    parts: list[list[Sample]] = [[]]
    most = samples[0].shards if samples else 0
    warm_up = 0
    for sample in samples:
        if sample.shards > most:
            most = sample.shards
            parts.append([])
            warm_up = WARM_UP_SAMPLES
        if warm_up:
            warm_up -= 1
        else:
            parts[-1].append(sample)
    return max(parts, key=len)


def growth(samples: Sequence[Sample]) -> float | None:
    """Return by what share a process grew; None where it did not live long enough to tell."""
    held = [sample.rss for sample in comparable(samples)]
    if len(held) < LEAST_SAMPLES:
        return None
    sixth = len(held) // 6
    return median(held[-sixth:]) / median(held[:sixth]) - 1


def grown(samples: Mapping[str, Sequence[Sample]], *, spared: str | None) -> list[str]:
    """Find the processes that grew by more than a process may; the one that is never ended must be judged."""
    found = {process: growth(each) for process, each in samples.items()}
    violations = [
        f"{_told(process, samples[process], share)}, more than {MOST_GROWTH:.0%}"
        for process, share in found.items()
        if share is not None and share > MOST_GROWTH
    ]
    if spared is not None and found[spared] is None:
        violations.append(f"{spared} was never ended, and cannot be judged: {len(samples[spared])} samples")
    return violations


def memory_line(samples: Mapping[str, Sequence[Sample]]) -> str:
    """Tell by how much each process grew."""
    shares = {process: growth(each) for process, each in samples.items()}
    told = [
        f"{process} too young" if share is None else _told(process, samples[process], share)
        for process, share in shares.items()
    ]
    if all(share is None for share in shares.values()):
        told.append(f"GROWTH IS NOT JUDGED: nobody lived for {LEAST_SAMPLES} s after the warm-up; take 5 minutes")
    return f"memory: {', '.join(told)}"


def _told(process: str, samples: Sequence[Sample], share: float) -> str:
    held = comparable(samples)
    return f"{process} {100 * share:+.1f} % in {len(held)} s, to {held[-1].rss / 1e6:.0f} MB"
