"""Servers' rules: looked at for each message from memory, and changed by their teams."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Any, Final
from weakref import WeakValueDictionary

from astromorty.database.controllers.automod import AutomodController
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError, TooManyWordsError
from astromorty.database.models.automod import AutomodRule, AutomodRules, RuleKind
from astromorty.errors import Conflict, InvalidInput
from astromorty.services.automod.compiled import ReadyRules
from astromorty.services.automod.kinds import MOST_WORDS
from astromorty.services.automod.limits import Limits
from astromorty.services.automod.looks import Looks
from astromorty.services.automod.patterns import folded_word
from astromorty.services.automod.windows import Windows
from astromorty.services.automod.writing import parse_name, parse_settings
from astromorty.services.warming import warm_guilds

# Servers whose rules are kept compiled: more than speak at once in one process. What rules have alike is compiled
# once; seven that no other server has take 11 KB.
MOST_READY: Final = 5_000


class Automod:
    """Servers' rules for messages."""

    def __init__(self, database: Database) -> None:
        self.stored = AutomodController(database)
        self.windows = Windows()
        self.violations = Windows()
        self.limits = Limits()
        self._looks = Looks(self.windows)
        # By server, the one that spoke last at the end; servers with the same rules have them as one object.
        self._ready: OrderedDict[int, ReadyRules] = OrderedDict()
        self._alike: WeakValueDictionary[AutomodRules, ReadyRules] = WeakValueDictionary()

    async def warm(self, guild_ids: Collection[int]) -> int:
        """Load these servers' rules, within 30 s; return how many cache entries were filled."""
        return await warm_guilds(self.stored.cache, guild_ids, self.stored.preload)

    async def ready(self, guild_id: int) -> ReadyRules:
        """Return a server's rules compiled; they are compiled once for each change."""
        return self._compiled(guild_id, await self.stored.get(guild_id))

    def known(self, guild_id: int) -> ReadyRules | None:
        """Return as `ready` does, at once and without I/O; None where they have to be asked for."""
        source = self.stored.known(guild_id)
        return None if source is None else self._compiled(guild_id, source)

    def _compiled(self, guild_id: int, source: AutomodRules) -> ReadyRules:
        ready = self._ready.get(guild_id)
        # While the cache is not believed, the same rules are read again and again.
        if ready is None or (ready.source is not source and ready.source != source):
            ready = self._alike.get(source)
            if ready is None:
                ready = self._alike[source] = ReadyRules(source, self._looks)
            self._ready[guild_id] = ready
            if len(self._ready) > MOST_READY:
                self._ready.popitem(last=False)
        self._ready.move_to_end(guild_id)
        return ready

    async def find(self, guild_id: int, name: str) -> AutomodRule:
        """Return a rule by its name; raise `InvalidInput`."""
        wanted = name.strip().lower()
        for rule in (await self.stored.get(guild_id)).rules:
            if rule.name == wanted:
                return rule
        raise InvalidInput("There is no such rule. `automod show` lists all. Nothing was changed.")

    async def add(
        self, guild_id: int, kind: RuleKind, name: str, settings: str, parameters: dict[str, Any] | None = None
    ) -> str:
        """Add a rule as it is typed, `parameters` if it is by a form; return its name. Raises `InvalidInput`."""
        name = parse_name(name)
        values = parse_settings(kind, settings, parameters)
        try:
            added = await self.stored.add(guild_id, name, kind=kind, **values)
        except TooManyRowsError as error:
            raise InvalidInput(f"A server can have {error.most} rules; remove one first.") from None
        except TooManyWordsError as error:
            raise too_many_words(error.most) from None
        if not added:
            raise InvalidInput(f"There is a rule `{name}` already. `automod edit` changes it.")
        return name

    async def edit(self, guild_id: int, name: str, settings: str) -> AutomodRule:
        """Change what `settings` names of a rule; raise `InvalidInput` or `Conflict`."""
        seen = await self.find(guild_id, name)
        return await self.change(guild_id, seen, **parse_settings(seen.kind, settings, seen.parameters))

    async def change(self, guild_id: int, seen: AutomodRule, **values: Any) -> AutomodRule:
        """Change a rule's columns; raise `Conflict` if it was changed since it was `seen`, or `InvalidInput`."""
        try:
            changed = await self.stored.change(guild_id, seen.name, seen=seen.version, **values)
        except TooManyWordsError as error:
            raise too_many_words(error.most) from None
        if not changed:
            raise Conflict(
                f"Somebody else changed the rule `{seen.name}` meanwhile. Nothing was saved; please try again."
            )
        return seen.changed(values)

    async def set_exempt(self, guild_id: int, rule: str, targets: Sequence[tuple[str, int]], *, exempt: bool) -> bool:
        """Let a rule leave channels and roles alone, or no more; say whether that is news. Raises `InvalidInput`."""
        change = self.stored.exempt if exempt else self.stored.unexempt
        try:
            async with self.stored.database.unit_of_work():
                return any([await change(guild_id, rule, target, target_id) for target, target_id in targets])
        except TooManyRowsError as error:
            raise InvalidInput(f"A server can have {error.most} exemptions; take one back first.") from None

    async def change_words(self, guild_id: int, name: str, words: str, *, add: bool) -> int:
        """Put words on a rule's list or take them off; return how many are on it now. Raises as `edit` does."""
        seen = await self.find(guild_id, name)
        if seen.kind != "words":
            raise InvalidInput(f"The rule `{seen.name}` has no list of words; it is of the kind `{seen.kind}`.")
        named = [word.strip() for word in words.split(",") if word.strip()]
        present: list[str] = seen.parameters["words"]
        if add:
            listed = list(dict.fromkeys([*present, *named]))
        else:
            gone = {folded_word(word) for word in named}
            listed = [word for word in present if folded_word(word) not in gone]
        if listed == present:
            raise InvalidInput("That changes nothing on the list; `automod words list` shows it.")
        if not listed:
            raise InvalidInput("A list keeps at least one word; `automod remove` removes the rule.")
        if len(listed) > MOST_WORDS:
            raise InvalidInput(f"A list has at most {MOST_WORDS} words; make another rule for more.")
        await self.change(guild_id, seen, **parse_settings("words", "", {"words": listed}))
        return len(listed)


def too_many_words(most: int) -> InvalidInput:
    """Say that a server's lists are full."""
    return InvalidInput(f"All lists of a server together have at most {most:,} words; remove some first.")
