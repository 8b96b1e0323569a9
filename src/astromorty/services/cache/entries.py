"""What a process holds under an identity; entries that are alike in everything are one."""

from __future__ import annotations


class LocalEntry:
    """A value, until when (monotonic seconds) it may be served, and how often it was.

    `holders`: how many identities it is held under.
    """

    __slots__ = ("expires_at", "hits", "hits_before", "holders", "value", "version")

    def __init__(self, value: object, version: int, expires_at: float) -> None:
        self.value = value
        self.version = version
        self.expires_at = expires_at
        self.hits = 0
        self.hits_before = 0
        self.holders = 1


class AlikeEntries:
    """Makes entries, of those that are alike only one: most servers have the defaults of most things.

    Values must be hashable. Of equal ones the first is held, and nothing longer than an entry needs it.
    """

    __slots__ = ("_of",)

    def __init__(self) -> None:
        # A value's entries differ in when they end, of which there are few: see `LocalTable`.
        self._of: dict[object, list[LocalEntry]] = {}

    def take(self, value: object, version: int, expires_at: float) -> LocalEntry:
        """Return the entry for one more identity."""
        alike = self._of.get(value)
        if alike is None:
            made = LocalEntry(value, version, expires_at)
            self._of[value] = [made]
            return made
        for entry in alike:
            if entry.expires_at == expires_at and entry.version == version:
                entry.holders += 1
                return entry
        made = LocalEntry(alike[0].value, version, expires_at)
        alike.append(made)
        return made

    def forget(self, entry: LocalEntry) -> None:
        """Let go of an entry that nobody holds any more."""
        alike = self._of[entry.value]
        alike.remove(entry)
        if not alike:
            del self._of[entry.value]
