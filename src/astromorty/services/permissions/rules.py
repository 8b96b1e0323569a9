"""What a change of a rule brings about, and for whom it would be a way up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from astromorty.database.models import PermissionSet, Rule
from astromorty.errors import NotAllowed
from astromorty.services.permissions.names import permission_names
from astromorty.services.permissions.subjects import Editor, Subject


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What became of a rule.

    Attributes:
        name: What it is about.
        rule: The rule that counts there now, its own or a group's; None where the default does.
        opened: What others may use now than those with the Discord permissions it needs by default.
        kept: What is in the group and has a rule of its own, which goes on to count.
    """

    name: str
    rule: Rule | None
    opened: tuple[Subject, ...]
    kept: tuple[str, ...]


def with_rule(permissions: PermissionSet, name: str, rule: Rule | None) -> PermissionSet:
    """Return the set as it is with another rule for `name`, or with none."""
    others = tuple(each for each in permissions.rules if each.command != name)
    return permissions.model_copy(update={"rules": others if rule is None else (*others, rule)})


def ruled_by(subjects: Iterable[Subject], name: str, permissions: PermissionSet) -> list[Subject]:
    """Return what a rule for `name` decides about: itself, and what is in the group without a nearer rule."""
    ruled = {rule.command for rule in permissions.rules} | {name}
    return [each for each in subjects if next((part for part in each.path if part in ruled), None) == name]


def change_of(subjects: Mapping[str, Subject], name: str, before: PermissionSet, after: PermissionSet) -> RuleChange:
    """Return what the change from `before` to `after` is, in which only the rule for `name` differs."""
    ruled = {rule.command for rule in before.rules}
    kept = tuple(each.name for each in subjects.values() if name in each.path[1:] and each.name in ruled)
    opened = tuple(each for each in ruled_by(subjects.values(), name, before) if _is_opened(each, before, after))
    path: Sequence[str] = subjects[name].path if name in subjects else (name,)
    return RuleChange(name, after.rule_for(path), opened, kept)


def _is_opened(subject: Subject, before: PermissionSet, after: PermissionSet) -> bool:
    old, new = before.rule_for(subject.path), after.rule_for(subject.path)
    same = old is not None and new is not None and old[1:] == new[1:]
    return bool(subject.requirement.permissions) and hands_out(new) and not same


def hands_out(rule: Rule | None) -> bool:
    """Say whether a rule lets others pass than those with the Discord permissions."""
    return rule is not None and rule.allows != "nobody"


def refuse_rule(editor: Editor, name: str, rule: Rule | None, before: PermissionSet) -> None:
    """Raise unless the editor may make this rule for `name`, or take the one there is back.

    Whom nothing is above may make any, except for commands of the bot's operator. Everybody else may only decide about
    what they may use themselves, and hand out only what their own Discord permissions allow: by no detour over a group
    or an accomplice does anybody come by more than they have.
    """
    subject = editor.subjects.get(name)
    if subject is not None and subject.requirement.operator:
        raise NotAllowed(f"`{name}` belongs to the operator of this bot; no server can decide who uses it.")
    if editor.is_free:
        return
    after = with_rule(before, name, rule)
    for each in ruled_by(editor.subjects.values(), name, before):
        if not editor.decide(each, before).allowed:
            raise NotAllowed(f"You may not use `{each.name}` yourself, so you cannot decide who may.")
        missing = editor.holder(each.requirement).missing
        if missing and hands_out(after.rule_for(each.path)):
            raise NotAllowed(
                f"`{each.name}` needs {permission_names(missing)} by default, which you do not have: "
                "only who has it can let others use it."
            )
