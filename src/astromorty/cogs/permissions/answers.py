"""Rules and what became of them, in words."""

from collections.abc import Mapping

from discord import ui

from astromorty.database.models import PermissionSet
from astromorty.services.permissions import Subject
from astromorty.services.permissions.rules import RuleChange
from astromorty.services.permissions.words import by_default, rule_words
from astromorty.ui.cards import Tone, card, code, done
from astromorty.ui.rule_change import change_lines


def changed_card(
    change: RuleChange, after: PermissionSet, subject: Subject | None, *, locked_out: bool
) -> ui.LayoutView:
    """Build the answer to a change of a rule; parameters as for `change_lines`."""
    text = "\n".join(change_lines(change, after, subject, locked_out=locked_out))
    return card(None, f"⚠️ {text}", tone=Tone.WARNING) if change.opened else done(text)


def rule_lines(permissions: PermissionSet, subjects: Mapping[str, Subject]) -> list[str]:
    """Return a line for each rule of a server."""
    lines = [
        f"{code(rule.command)} · {rule_words(rule, permissions)}{_remark(subjects.get(rule.command))}"
        for rule in sorted(permissions.rules)
    ]
    if not lines:
        return ["There are no rules: each command goes by its default. `permissions set` makes one."]
    return [*lines, "-# All else goes by its default; `permissions show <command>` tells it."]


def _remark(subject: Subject | None) -> str:
    if subject is None:
        return " · there is no such command any more"
    return f" · to {subject.purpose}" if subject.purpose else ""


def subject_lines(subject: Subject, permissions: PermissionSet, subjects: Mapping[str, Subject]) -> list[str]:
    """Return lines on who may use a command, a group and what is in it, or a right."""
    rule = permissions.rule_for(subject.path)
    default = by_default(subject.requirement)
    if subject.requirement.operator:
        return [f"For {default}, whatever a server decides."]
    if rule is None:
        lines = [f"For {default}: the default. There is no rule."]
    else:
        place = "the rule" if rule.command == subject.name else f"the rule for {code(rule.command)}"
        lines = [f"For {rule_words(rule, permissions)}: {place}.", f"By default it is for {default}."]
    if subject.purpose:
        lines.insert(0, f"The right to {subject.purpose}.")
    for each in subjects.values():
        if subject.name in each.path[1:]:
            decided = permissions.rule_for(each.path)
            words = by_default(each.requirement) if decided is None else rule_words(decided, permissions)
            lines.append(f"{code(each.name)} · {words}")
    return lines
