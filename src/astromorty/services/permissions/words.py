"""Decisions in words."""

from __future__ import annotations

from astromorty.services.permissions.decision import By, Decision
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
