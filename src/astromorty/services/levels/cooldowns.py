"""Who was given experience a moment ago: looked up for every message, so without I/O."""

from collections.abc import Callable
from time import monotonic

Key = tuple[int, int]

# The longest cooldown that a server can set, in seconds: what is older is of no interest to anybody.
LONGEST = 86_400.0
# About 25 MB when full.
MOST_MEMBERS = 100_000


class Cooldowns:
    """Remembers by (server, member) when a cooldown began.

    It is this process's own: a server's messages all come to one process, and after a restart nobody has a cooldown.
    When full it forgets whose cooldown began longest ago.
    """

    def __init__(self, *, most: int = MOST_MEMBERS, clock: Callable[[], float] = monotonic) -> None:
        self._began: dict[Key, float] = {}
        self._most = most
        self._clock = clock

    def left(self, key: Key, seconds: float) -> float:
        """Return how many seconds of a cooldown of `seconds` are left; 0 when there is none."""
        began = self._began.get(key)
        return 0.0 if began is None else max(0.0, began + seconds - self._clock())

    def try_begin(self, key: Key, seconds: float) -> bool:
        """Begin a cooldown and return True, or return False while one of `seconds` lasts."""
        if self.left(key, seconds) > 0:
            return False
        self._began.pop(key, None)
        if seconds > 0:
            self._began[key] = self._clock()
            self._forget_old()
        return True

    def end(self, key: Key) -> None:
        """End a cooldown before its time."""
        self._began.pop(key, None)

    def _forget_old(self) -> None:
        """Drop at most two entries: one is added each time, so that they never pile up."""
        for _ in range(2):
            oldest = next(iter(self._began))
            if len(self._began) <= self._most and self._began[oldest] + LONGEST > self._clock():
                return
            del self._began[oldest]
