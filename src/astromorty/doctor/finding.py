"""What a check found."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How it stands with what was checked; the value is the sign in the report."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "PROBLEM"


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked thing: its state, and what to do when it is not well."""

    subject: str
    state: State
    detail: str
    remedy: str = ""
