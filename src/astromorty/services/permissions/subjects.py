"""What a server's rules can be about, and who changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from astromorty.database.models import PermissionSet
from astromorty.services.permissions.decision import Decision, Holder, Requirement, decide


@dataclass(frozen=True, slots=True)
class Subject:
    """A command, a group with what is in it, or a right.

    Attributes:
        path: Its name, then those of the groups that it is in, the innermost first.
        requirement: What it needs where there is no rule.
        purpose: What a right allows, as an infinitive; None for commands.
    """

    path: tuple[str, ...]
    requirement: Requirement
    purpose: str | None = None

    @property
    def name(self) -> str:
        """What rules know it by."""
        return self.path[0]


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who changes what a server decided.

    Attributes:
        guild_id: The server.
        subjects: All that rules can be about, by name.
        holder: Returns what the editor is and has, for what a command needs; in the server, not in a channel.
    """

    guild_id: int
    subjects: Mapping[str, Subject]
    holder: Callable[[Requirement], Holder]

    @property
    def is_free(self) -> bool:
        """Whether nothing is above them: owners and administrators."""
        holder = self.holder(Requirement())
        return holder.is_owner or holder.is_administrator

    def rank_in(self, permissions: PermissionSet) -> int | None:
        """Return the rank that they hold; None for none."""
        return permissions.rank_of(self.holder(Requirement()).role_ids)

    def decide(self, subject: Subject, permissions: PermissionSet) -> Decision:
        """Decide whether they may use `subject` themselves."""
        return decide(subject.path, subject.requirement, self.holder(subject.requirement), permissions)
