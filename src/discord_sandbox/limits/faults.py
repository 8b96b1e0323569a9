"""Faults for the bot to live with: latency, 429, server errors, lost connections; by route and count."""

import itertools
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase

from discord_sandbox.errors import Failure


class FaultKind(Enum):
    """What happens to a request that meets a fault."""

    LATENCY = "latency"
    RATE_LIMIT = "rate_limit"
    GLOBAL_RATE_LIMIT = "global_rate_limit"
    SERVER_ERROR = "server_error"
    REFUSE = "refuse"
    DROP = "drop"
    DROP_ANSWER = "drop_answer"


@dataclass(slots=True)
class Fault:
    """One switched-on fault.

    `route` is a pattern as in `POST /channels/*/messages`, `*` for all. `times` is how many requests it meets, None
    without end. `seconds` is the latency, or the `retry_after` of a 429; `status` the code of a server error,
    `failure` what a refused request is told. `DROP` closes the connection before the request is looked at,
    `DROP_ANSWER` after it was carried out.
    """

    kind: FaultKind
    route: str = "*"
    times: int | None = None
    seconds: float = 0.5
    status: int = 500
    failure: Failure = Failure.MISSING_PERMISSIONS
    id: int = 0
    met: int = field(default=0)

    @property
    def spent(self) -> bool:
        """Whether it has met all the requests it was to meet."""
        return self.times is not None and self.met >= self.times

    def meets(self, method: str, path: str) -> bool:
        """Tell whether a request of this method and path, without the version's prefix, is one of its own."""
        return not self.spent and (self.route == "*" or fnmatchcase(f"{method} {path}", self.route))


class FaultPlan:
    """The faults that are switched on; several may meet one request."""

    def __init__(self) -> None:
        self.faults: dict[int, Fault] = {}
        self._ids = itertools.count(1)

    def add(self, fault: Fault) -> Fault:
        """Switch a fault on; its ID is for `remove`."""
        fault.id = next(self._ids)
        self.faults[fault.id] = fault
        return fault

    def remove(self, fault_id: int) -> Fault | None:
        """Switch one off; returns it with its count, None when there is none of this ID."""
        return self.faults.pop(fault_id, None)

    def clear(self) -> None:
        """Switch all off."""
        self.faults.clear()

    def meeting(self, method: str, path: str) -> list[Fault]:
        """Return the faults that this request meets, counting it for each."""
        found = [fault for fault in self.faults.values() if fault.meets(method, path)]
        for fault in found:
            fault.met += 1
        return found
