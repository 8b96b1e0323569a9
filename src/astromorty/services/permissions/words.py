"""Decisions in words."""

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
    return f"This server lets only the rank {rank_words(rule.rank, decision.rank_name)} and above use `{rule.command}`."


def rank_words(rank: int | None, name: str | None) -> str:
    """Name a rank; in code, so that its name cannot be taken for markdown or a mention."""
    return f"`{name or '?'}` ({rank})"


def rule_words(rule: Rule, permissions: PermissionSet) -> str:
    """Say in short whom a rule lets pass."""
    if rule.rank is None:
        return "everyone" if rule.allows == "everyone" else "nobody but administrators"
    return f"{rank_words(rule.rank, permissions.name_of(rule.rank))} and above"


def by_default(requirement: Requirement) -> str:
    """Name who a command's own requirement lets through, administrators apart."""
    if requirement.operator:
        return "only the operator of this bot"
    if not requirement.permissions:
        return "everyone"
    where = "in the channel" if requirement.in_channel else "at Discord"
    return f"members with {permission_names(requirement.permissions)} {where}"
