"""The one decision whether a member may run a command, and which rule made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from astromorty.database.models import PermissionSet, Rule


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a command asks for where a server has no rule for it.

    Attributes:
        permissions: Names of Discord permissions, all of which are needed; none means that everybody may.
        in_channel: Whether the channel's own permissions count, not the server's.
        operator: Whether only the operator of the bot may, whatever a server decides.
    """

    permissions: tuple[str, ...] = ()
    in_channel: bool = False
    operator: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """What a member is and has in a server.

    Attributes:
        is_owner: Whether the server is theirs.
        is_administrator: Whether they have Discord's Administrator permission.
        role_ids: Their roles, @everyone among them.
        missing: Which of the required Discord permissions they lack.
    """

    is_owner: bool
    is_administrator: bool
    role_ids: frozenset[int]
    missing: tuple[str, ...]


class By(Enum):
    """What decided."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    RULE = "rule"
    DEFAULT = "default"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a member may run a command, and why.

    Attributes:
        allowed: Whether they may.
        by: What decided.
        requirement: The command's own, which counts where there is no rule.
        missing: Which of the required Discord permissions the member lacks.
        rule: The server's rule that decided, of the command or of a group that it is in.
        rank_name: What the server calls the rank in the rule.
        held: The member's rank, where a rule about ranks decided; None is none.
    """

    allowed: bool
    by: By
    requirement: Requirement = Requirement()
    missing: tuple[str, ...] = ()
    rule: Rule | None = None
    rank_name: str | None = None
    held: int | None = None


def decide(path: Sequence[str], requirement: Requirement, holder: Holder, permissions: PermissionSet) -> Decision:
    """Decide whether a member may run a server's command.

    Args:
        path: The command's qualified name, then those of the groups it is in, the innermost first.
        requirement: The command's own.
        holder: The member.
        permissions: What the server decided.
    """
    rule = permissions.rule_for(path)
    if holder.is_owner or holder.is_administrator:
        return Decision(True, By.OWNER if holder.is_owner else By.ADMINISTRATOR, requirement, rule=rule)
    if rule is None:
        return Decision(not holder.missing, By.DEFAULT, requirement, missing=holder.missing)
    if rule.rank is None:
        return Decision(rule.allows == "everyone", By.RULE, requirement, rule=rule)
    held = permissions.rank_of(holder.role_ids)
    allowed = held is not None and held >= rule.rank
    return Decision(allowed, By.RULE, requirement, rule=rule, rank_name=permissions.name_of(rule.rank), held=held)
