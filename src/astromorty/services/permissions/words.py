"""Decisions and rules in words."""

from __future__ import annotations

from astromorty.database.models import PermissionSet, Rule
from astromorty.services.permissions.decision import By, Decision, Requirement
from astromorty.services.permissions.names import permission_names


def because(decision: Decision) -> str:
    """Say who may run the command, as a sentence for somebody who may not."""
    rule = decision.rule
    if decision.by is By.OPERATOR:
        return "Only the operator of this bot can use this command."
    if rule is None:
        plural = "s" if len(decision.missing) > 1 else ""
        return f"You need the {permission_names(decision.missing)} permission{plural} to do this."
    if rule.allows == "nobody":
        return f"This server lets nobody but its administrators use `{rule.command}`."
    return f"This server lets only the rank **{decision.rank_name}** ({rule.rank}) and above use `{rule.command}`."


def who_may(rule: Rule | None, requirement: Requirement, permissions: PermissionSet) -> str:
    """Name who a rule, or without one a command's own requirement, lets through, administrators apart."""
    if rule is None:
        names = permission_names(requirement.permissions)
        return f"members with {names} at Discord" if names else "everyone"
    if rule.rank is None:
        return "everyone" if rule.allows == "everyone" else "nobody"
    return f"rank {rule.rank} ({permissions.name_of(rule.rank)}) and above"
