from datetime import UTC, datetime

import pytest

from astromorty.database.models import Snippet
from astromorty.errors import NotAllowed
from astromorty.services.snippets.rights import Author, refuse_change

OWNER, MANAGER, MEMBER = Author(1, manages=False), Author(2, manages=True), Author(3, manages=False)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def snippet(owner_id: int | None, *, is_locked: bool) -> Snippet:
    return Snippet(
        guild_id=1, name="x", content="x", owner_id=owner_id, is_locked=is_locked, created_at=NOON, changed_at=NOON
    )


@pytest.mark.parametrize(
    ("author", "owner_id", "is_locked", "sentence"),
    [
        (OWNER, 1, False, None),
        (OWNER, 1, True, "`x` is locked"),
        (MEMBER, 1, False, "`x` belongs to <@1>"),
        (MEMBER, 1, True, "`x` belongs to <@1>"),
        (MEMBER, None, False, "`x` has no owner any more"),
        (MANAGER, 1, False, None),
        (MANAGER, 1, True, None),
        (MANAGER, None, True, None),
    ],
)
def test_who_may_change_what(author: Author, owner_id: int | None, is_locked: bool, sentence: str | None) -> None:
    if sentence is None:
        refuse_change(author, snippet(owner_id, is_locked=is_locked))
    else:
        with pytest.raises(NotAllowed, match=sentence):
            refuse_change(author, snippet(owner_id, is_locked=is_locked))
