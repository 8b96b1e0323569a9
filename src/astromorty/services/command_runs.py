"""What became of commands and presses, and how long they took; each is traced for Sentry where operators want it."""

from collections import Counter, defaultdict
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from types import MappingProxyType
from typing import Final, Literal

from astromorty.log.fields import begin_trace, trace_of_task
from astromorty.services.histogram import Histogram
from astromorty.services.tracing import transaction

Form = Literal["message", "interaction", "press"]
# Late: Discord no longer took the answer.
Outcome = Literal["done", "refused", "late", "failed"]

# What stands for a command's name where a button or list was pressed, or a form sent.
COMPONENT: Final = "component"

# In seconds. Discord waits three for an interaction's first answer.
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(slots=True)
class Run:
    """One command or press that runs; whoever runs it says which it was and whether it was done."""

    name: str = "unknown"
    is_done: bool = False


class CommandRuns:
    """Counts the commands and presses of this process.

    Attributes:
        outcomes: How many came to what, by command and outcome.
        seconds: The time that all runs of a command took together.
        durations: How long they took, by form.
    """

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[str, Outcome]] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.durations: Mapping[Form, Histogram] = MappingProxyType(
            {"message": Histogram(BOUNDS), "interaction": Histogram(BOUNDS), "press": Histogram(BOUNDS)}
        )

    @contextmanager
    def running(self, form: Form) -> Generator[Run]:
        """Time the command or press that the block runs; what is not done, its error's handler counts."""
        run, began = Run(), perf_counter()
        # Before anything is logged: the handler of its error runs in a task of its own, and tells the same. The event
        # of a message has begun one where it logged something on the way.
        if trace_of_task() is None:
            begin_trace()
        with transaction("command") as name_it:
            try:
                yield run
            finally:
                name_it(run.name)
                took = perf_counter() - began
                self.durations[form].add(took)
                self.seconds[run.name] += took
                if run.is_done:
                    self.outcomes[run.name, "done"] += 1
