"""Who may run what: the decision, apart from commands and from Discord."""

from astromorty.services.permissions.decision import By, Decision, Holder, Requirement, decide
from astromorty.services.permissions.names import permission_name, permission_names
from astromorty.services.permissions.words import because, by_default

__all__ = [
    "By",
    "Decision",
    "Holder",
    "Requirement",
    "because",
    "by_default",
    "decide",
    "permission_name",
    "permission_names",
]
