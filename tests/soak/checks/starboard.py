"""The starboard shows what is true: each message with enough stars once, with their number, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Starred = tuple[int, int]
"""A server and a message."""


def starboard(stars: Mapping[Starred, int], shown: Mapping[Starred, Sequence[int]], *, threshold: int) -> list[str]:
    """Compare how many starred each message with what its entries say."""
    violations = [
        f"message {message} of {guild} has {count} stars, its entries say {list(shown.get((guild, message), ()))}"
        for (guild, message), count in stars.items()
        if list(shown.get((guild, message), ())) != ([count] if count >= threshold else [])
    ]
    return violations + [f"an entry of {place} that nobody starred" for place in shown if place not in stars]
