"""Which roles a member has in jail, and which after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What matters of a server's role.

    Attributes:
        is_managed: Whether it belongs to an app or to boosters: nobody gives or takes it by hand.
        is_within_reach: Whether it stands below the bot's highest role.
    """

    is_managed: bool
    is_within_reach: bool


Roles = Mapping[int, RoleFacts]


@dataclass(frozen=True, slots=True)
class Release:
    """What a member gets back.

    Attributes:
        role_ids: All roles they have afterwards.
        deleted: How many of the former ones do not exist any more.
        out_of_reach: The former ones that the bot cannot give.
    """

    role_ids: frozenset[int]
    deleted: int
    out_of_reach: tuple[int, ...]


def taken(held: Collection[int], jail_role_id: int, roles: Roles) -> frozenset[int]:
    """Return what a member loses in jail: all that can be taken."""
    return frozenset(
        role_id
        for role_id in held
        if role_id != jail_role_id and (facts := roles.get(role_id)) and not facts.is_managed and facts.is_within_reach
    )


def jailed(held: Collection[int], jail_role_id: int, roles: Roles) -> frozenset[int]:
    """Return all roles that a member has in jail."""
    return frozenset(held) - taken(held, jail_role_id, roles) | {jail_role_id}


def released(held: Collection[int], former: Collection[int], jail_role_id: int, roles: Roles) -> Release:
    """Return what a member has after jail: what they had before, and what they were given meanwhile."""
    owed = set(former) - set(held)
    known = {role_id for role_id in owed if role_id in roles}
    out_of_reach = {role_id for role_id in known if not roles[role_id].is_within_reach or roles[role_id].is_managed}
    return Release(
        frozenset(held) - {jail_role_id} | (known - out_of_reach), len(owed - known), tuple(sorted(out_of_reach))
    )
