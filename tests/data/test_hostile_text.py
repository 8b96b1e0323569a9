"""What members type reaches the database as text, whatever it looks like, and no other entry of the cache."""

from __future__ import annotations

import pytest

from astromorty.database.controllers.snippet import SnippetController
from astromorty.database.engine import Database
from astromorty.database.errors import UnstorableTextError

GUILD = 1_100_000_000_000_000_001
HOSTILE = (
    "'; DROP TABLE snippet; --",
    "$1 :name %(name)s {0}",
    "\\x27 \\",
    "\u202eevil\u200b",
    "𝟙\U0010ffff",
    "*:~?[a-z]",
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_looks_like_a_statement_or_a_key_is_a_text(database: Database, text: str):
    snippets = SnippetController(database)
    await snippets.create_snippet(GUILD, "rules", content=text, owner_id=1)
    assert await snippets.get(GUILD, text) is None
    found = await snippets.get(GUILD, "rules")
    assert found is not None
    assert found.content == text
    assert await snippets.names(GUILD) == ("rules",)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
async def test_what_postgres_cannot_hold_has_an_error_of_its_own(database: Database, text: str):
    snippets = SnippetController(database)
    with pytest.raises(UnstorableTextError):
        await snippets.get(GUILD, text)
    with pytest.raises(UnstorableTextError):
        await snippets.create_snippet(GUILD, "rules", content=text, owner_id=1)
    assert await snippets.names(GUILD) == ()
