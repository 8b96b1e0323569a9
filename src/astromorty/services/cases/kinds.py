"""What kinds of cases there are: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from astromorty.database.models.moderation_case import Kind


@dataclass(frozen=True, slots=True)
class CaseKind:
    """How a kind of case reads, and what it does to others.

    Attributes:
        name: Its name in the database and in commands.
        noun: What a case of it is called: "Ban".
        verb: What was done to the member: "banned".
        icon: An emoji that stands for it.
        is_timed: Whether it may have an end.
        ends_at_discord: Whether Discord ends it by itself when its time is over.
        ends: The kinds of which it closes what is still running for the same member, since it takes their place.
        lifted_by: The command that ends it while it runs. A case of it is closed by that or by its time, never by hand.
    """

    name: Kind
    noun: str
    verb: str
    icon: str
    is_timed: bool = False
    ends_at_discord: bool = False
    ends: tuple[Kind, ...] = ()
    lifted_by: str | None = None


_TABLE: Final = (
    CaseKind("ban", "Ban", "banned", "🔨", ends=("ban", "tempban")),
    CaseKind("tempban", "Temporary ban", "banned", "⏳", is_timed=True, ends=("ban", "tempban"), lifted_by="unban"),
    CaseKind("unban", "Unban", "unbanned", "🕊️", ends=("ban", "tempban")),
    CaseKind("kick", "Kick", "kicked", "👢"),
    CaseKind(
        "timeout",
        "Timeout",
        "timed out",
        "🔇",
        is_timed=True,
        ends_at_discord=True,
        ends=("timeout",),
        lifted_by="untimeout",
    ),
    CaseKind("untimeout", "End of timeout", "let talk again", "🔊", ends=("timeout",)),
    CaseKind("warn", "Warning", "warned", "⚠️"),
    CaseKind("jail", "Jail", "jailed", "🔒", is_timed=True, ends=("jail",), lifted_by="unjail"),
    CaseKind("unjail", "Release from jail", "released from jail", "🔓", ends=("jail",)),
    CaseKind("snippetban", "Snippet ban", "banned from snippets", "✂️", ends=("snippetban",), lifted_by="snippetunban"),
    CaseKind("snippetunban", "End of snippet ban", "allowed snippets again", "📎", ends=("snippetban",)),
    CaseKind("note", "Note", "noted", "📝"),
)

CASE_KINDS: Mapping[Kind, CaseKind] = MappingProxyType({kind.name: kind for kind in _TABLE})
