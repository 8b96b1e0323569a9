"""Which reward roles a member of a level should have."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from astromorty.database.models import Reward


@dataclass(frozen=True, slots=True)
class RoleChanges:
    """The IDs of roles to give to a member and to take away."""

    give: frozenset[int]
    take: frozenset[int]


def earned(rewards: Sequence[Reward], level: int, *, replace: bool) -> frozenset[int]:
    """Return the roles that `level` earns: of all rewards up to it, or with `replace` of the highest only."""
    reached = [reward for reward in rewards if reward.level <= level]
    highest = max((reward.level for reward in reached), default=0)
    return frozenset(reward.role_id for reward in reached if not replace or reward.level == highest)


def role_changes(
    rewards: Sequence[Reward], level: int, held: Collection[int], *, replace: bool, former: int | None = None
) -> RoleChanges:
    """Return what to change of the roles `held` by a member of `level`.

    Roles of higher levels may have been given by hand and stay, except those that the member had earned with the
    `former` level before experience was taken away.
    """
    due = earned(rewards, level, replace=replace)
    lost = {r.role_id for r in rewards if former is not None and level < r.level <= former}
    superseded = {r.role_id for r in rewards if replace and r.level <= level}
    return RoleChanges(give=due - set(held), take=frozenset((lost | superseded) & set(held)) - due)
