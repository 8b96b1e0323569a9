"""What members did in the last seconds: bounded, and in this process alone, which has all of a server's messages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

# Members (by rule) of whom something is remembered; the one not heard of for longest is forgotten first.
MOST_KEYS: Final = 20_000
# Events of one of them; no rule counts further.
MOST_EVENTS: Final = 50


class Windows:
    """Counts what happens by key within a number of seconds."""

    def __init__(self, most_keys: int = MOST_KEYS) -> None:
        self._most_keys = most_keys
        self._events: OrderedDict[Hashable, list[tuple[float, int]]] = OrderedDict()

    def add(self, key: Hashable, now: float, seconds: float, weight: int = 1) -> int:
        """Note an event; return the weight of all of this key's of the last `seconds`, this one among them."""
        events = self._of(key, now, seconds)
        if len(events) == MOST_EVENTS:
            del events[0]
        events.append((now, weight))
        return weight if len(events) == 1 else sum(each for _, each in events)

    def take(self, key: Hashable, now: float, seconds: float, most: int) -> bool:
        """Note an event if fewer than `most` of this key's fall into the last `seconds`; say whether it was noted.

        What is refused is not counted: who never stops asking is let through again as soon as there is room.
        """
        events = self._of(key, now, seconds)
        if len(events) >= most:
            return False
        events.append((now, 1))
        return True

    def _of(self, key: Hashable, now: float, seconds: float) -> list[tuple[float, int]]:
        """Return what a key has left of the last `seconds`."""
        events = self._events.get(key)
        if events is None:
            events = self._events[key] = []  # a deque takes six times the room, and most hold one event
            if len(self._events) > self._most_keys:
                self._events.popitem(last=False)
        else:
            self._events.move_to_end(key)
        while events and events[0][0] <= now - seconds:
            del events[0]
        return events

    def __len__(self) -> int:
        return len(self._events)
