"""What becomes of a rule, told alike by commands and in the dashboard."""

from astromorty.database.models import PermissionSet
from astromorty.services.permissions import Subject, permission_names
from astromorty.services.permissions.rules import RuleChange
from astromorty.services.permissions.words import by_default, rule_words
from astromorty.ui.cards import code, first_of

SHOWN = 15
_CHANGING_RULES = {"permissions", "permissions set"}


def change_lines(change: RuleChange, after: PermissionSet, subject: Subject | None, *, locked_out: bool) -> list[str]:
    """Say whom a rule lets pass now, and what else the change brings about.

    Args:
        change: What was changed.
        after: What the server decided, with the change.
        subject: What the rule is about; None for a command that there is no more.
        locked_out: Whether who made the rule may not use it any more.
    """
    lines = [_sentence(change, after, subject)]
    if change.rule is not None and change.rule.allows == "nobody":
        lines.append("The owner and the administrators of the server always pass.")
    if locked_out:
        back = f" Only they can take this back: `permissions set {change.name} default`."
        lines.append(f"You cannot use it any more.{back if change.name in _CHANGING_RULES else ''}")
    if change.kept:
        lines.append(f"A rule of their own keep {first_of([code(name) for name in change.kept], SHOWN)}.")
    if change.opened:
        opened = [f"{code(each.name)} ({permission_names(each.requirement.permissions)})" for each in change.opened]
        lines.append(f"This opens what needs more by default: {first_of(opened, SHOWN)}.")
    return lines


def _sentence(change: RuleChange, after: PermissionSet, subject: Subject | None) -> str:
    name, rule = code(change.name), change.rule
    if subject is None:
        return f"{name}, which is no command any more, has no rule now."
    if rule is None:
        return f"{name} goes by its default again: {by_default(subject.requirement)}."
    if rule.command != change.name:
        return f"{name} goes by the rule for {code(rule.command)} again: {rule_words(rule, after)}."
    return f"{name} is now for {rule_words(rule, after)}."
