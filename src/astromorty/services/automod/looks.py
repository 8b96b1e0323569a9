"""Rules compiled, of those that servers have alike only one."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, TypeAlias

from astromorty.database.models.automod import AutomodRule
from astromorty.services.automod.kinds import Parameters, parameters_of
from astromorty.services.automod.looking import Look, look_for
from astromorty.services.automod.windows import Windows

# Those asked for least lately are compiled anew if they are asked for again.
MOST_LOOKS: Final = 5_000

Compiled: TypeAlias = tuple[Parameters, Look]


class Looks:
    """How messages are held against rules; what is counted of messages goes to `windows`, by server."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._of: OrderedDict[tuple[str, str, str], Compiled] = OrderedDict()

    def of(self, rule: AutomodRule) -> Compiled:
        """Return a rule's parameters, and what finds the part of a message that breaks it; raise `InvalidInput`."""
        alike = (rule.name, rule.kind, rule.written)
        compiled = self._of.get(alike)
        if compiled is None:
            parameters = parameters_of(rule.kind, rule.parameters)
            compiled = self._of[alike] = (parameters, look_for(parameters, rule.name, self._windows))
            if len(self._of) > MOST_LOOKS:
                self._of.popitem(last=False)
        else:
            self._of.move_to_end(alike)
        return compiled
