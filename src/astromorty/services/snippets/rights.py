"""Who may do what with a snippet."""

from __future__ import annotations

from dataclasses import dataclass

from astromorty.database.models import Snippet
from astromorty.errors import NotAllowed


@dataclass(frozen=True)
class Author:
    """Somebody who writes or changes snippets.

    Attributes:
        member_id: Their snowflake.
        manages: Whether they look after all snippets of the server.
    """

    member_id: int
    manages: bool


def refuse_change(author: Author, snippet: Snippet) -> None:
    """Raise NotAllowed unless `author` may change, rename, delete or hand over `snippet`."""
    if author.manages:
        return
    if snippet.owner_id != author.member_id:
        owner = f"belongs to <@{snippet.owner_id}>" if snippet.owner_id else "has no owner any more"
        raise NotAllowed(f"`{snippet.name}` {owner}; only they and members who may manage messages can change it.")
    if snippet.is_locked:
        raise NotAllowed(f"`{snippet.name}` is locked; only members who may manage messages can change it.")
