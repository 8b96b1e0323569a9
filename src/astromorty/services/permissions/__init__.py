"""Who may run what: the decision and its changes, apart from commands and from Discord."""

from astromorty.services.permissions.decision import By, Decision, Holder, Requirement, decide
from astromorty.services.permissions.edits import PermissionEdits
from astromorty.services.permissions.names import permission_name, permission_names
from astromorty.services.permissions.subjects import Editor, Subject
from astromorty.services.permissions.words import because, by_default

__all__ = [
    "By",
    "Decision",
    "Editor",
    "Holder",
    "PermissionEdits",
    "Requirement",
    "Subject",
    "because",
    "by_default",
    "decide",
    "permission_name",
    "permission_names",
]
