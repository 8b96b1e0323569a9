"""Rules compiled, of those that servers have alike only one."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakValueDictionary

from astromorty.database.models.automod import AutomodRule
from astromorty.services.automod.kinds import Parameters, parameters_of
from astromorty.services.automod.looking import Look, look_for
from astromorty.services.automod.windows import Windows


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Compiled:
    """A rule's parameters, and what finds the part of a message that breaks it."""

    parameters: Parameters
    look: Look


class Looks:
    """How messages are held against rules, for as long as somebody has the rule.

    What is counted of messages goes to `windows`, by server.
    """

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._of: WeakValueDictionary[tuple[str, str, str], Compiled] = WeakValueDictionary()

    def of(self, rule: AutomodRule) -> Compiled:
        """Return a rule compiled; raise `InvalidInput` where it cannot be."""
        alike = (rule.name, rule.kind, rule.written)
        compiled = self._of.get(alike)
        if compiled is None:
            parameters = parameters_of(rule.kind, rule.parameters)
            compiled = self._of[alike] = Compiled(parameters, look_for(parameters, rule.name, self._windows))
        return compiled
