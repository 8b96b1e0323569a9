"""What choosing roles on a panel gives and takes."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from astromorty.database.models import RolePanel


class RoleChange(NamedTuple):
    """Roles to give and to take, in the panel's order."""

    give: tuple[int, ...]
    take: tuple[int, ...]


def change_for(panel: RolePanel, chosen: Collection[int], held: Collection[int]) -> RoleChange:
    """Return what is to be changed for a member who holds roles and chooses some that the panel offers."""
    offered: Sequence[int] = [choice.role_id for choice in panel.choices]
    named = [role_id for role_id in offered if role_id in chosen]
    lacking = tuple(role_id for role_id in named if role_id not in held)
    having = tuple(role_id for role_id in named if role_id in held)
    if panel.mode == "add-only":
        return RoleChange(lacking, ())
    if panel.mode == "remove-only":
        return RoleChange((), having)
    if panel.mode == "any" or not lacking:
        return RoleChange(lacking, having)
    # One of them only: the first that is new takes the place of all others.
    return RoleChange(lacking[:1], tuple(role_id for role_id in offered if role_id in held))
