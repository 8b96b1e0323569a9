"""How often snippets were used."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, text

from astromorty.database.engine import Database
from astromorty.database.models import SnippetUseRow
from astromorty.database.models.base import table_of

# A snippet that is being renamed or deleted is waited for; what is gone is not counted.
ADD_USE: Final = text("""
    INSERT INTO snippet_use (guild_id, name, uses)
    SELECT guild_id, name, 1 FROM snippet WHERE guild_id = :guild_id AND name = :name FOR KEY SHARE
    ON CONFLICT (guild_id, name) DO UPDATE SET uses = snippet_use.uses + 1
""")


class SnippetUseController:
    """Reads and writes `snippet_use`; a snippet without a row was never used."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._table = table_of(SnippetUseRow)

    async def add(self, guild_id: int, name: str) -> None:
        """Count one use of a snippet, in one statement."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(ADD_USE, {"guild_id": guild_id, "name": name})

    async def of_snippet(self, guild_id: int, name: str) -> int:
        """Return how often a snippet was used, by its name and by its aliases."""
        table = self._table
        query = select(table.c.uses).where(table.c.guild_id == guild_id, table.c.name == name)
        async with self.database.session() as session:
            return (await session.execute(query)).scalar_one_or_none() or 0

    async def of_guild(self, guild_id: int) -> dict[str, int]:
        """Return how often each snippet of a server was used, by name, the most used first; never used ones not."""
        table = self._table
        query = select(table.c.name, table.c.uses).where(table.c.guild_id == guild_id).order_by(table.c.uses.desc())
        async with self.database.session() as session:
            return dict((await session.execute(query)).tuples().all())
