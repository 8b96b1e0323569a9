"""Snippets and their aliases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from astromorty.database.constraints import broken_constraint
from astromorty.database.controllers.base import BaseController, preload_of_guilds
from astromorty.database.controllers.guild import known_guild
from astromorty.database.errors import AlreadyExistsError, TooManyRowsError
from astromorty.database.models import GuildRow, Snippet, SnippetRow
from astromorty.database.models.base import table_of
from astromorty.services.cache.decorators import cache_invalidate, cached

# Names of a server, aliases included; all of them are held in memory.
MOST_SNIPPETS: Final = 5_000

_guild = table_of(GuildRow)


class SnippetController(BaseController[Snippet]):
    """Reads and writes `snippet`.

    What changes a row takes the `changed_at` that its caller has seen, and returns None when the row is gone or was
    changed since.
    """

    row = SnippetRow
    model = Snippet

    @cached("snippet")
    async def get(self, guild_id: int, name: str) -> Snippet | None:
        """Return a snippet or an alias by its name, or None."""
        return await self.get_by_id(guild_id, name)

    @cached("snippet_names")
    async def names(self, guild_id: int) -> tuple[str, ...]:
        """Return all names of a server, aliases too, in the order of their characters' code points."""
        return (await self._names((guild_id,))).get(guild_id, ())

    async def preload_names(self, guild_ids: Collection[int]) -> int:
        """Load the names of many servers in one statement, as `names` has them; return how many entries were filled."""
        return await preload_of_guilds(self.cache, "snippet_names", guild_ids, self._names, ())

    async def _names(self, guild_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        query = (
            select(self._table.c.guild_id, func.array_agg(self._table.c.name))
            .where(self._of_guilds(guild_ids))
            .group_by(self._table.c.guild_id)
        )
        async with self.database.session() as session:
            return {guild_id: tuple(sorted(names)) for guild_id, names in await session.execute(query)}

    async def targets(self, guild_id: int) -> dict[str, str | None]:
        """Return all names of a server, sorted: an alias with its target, a snippet with None."""
        query = select(self._table.c.name, self._table.c.target).where(self._table.c.guild_id == guild_id)
        async with self.database.session() as session:
            found = (await session.execute(query)).tuples().all()
        return dict(sorted(found))

    async def aliases(self, guild_id: int, name: str) -> tuple[str, ...]:
        """Return the aliases of a snippet, sorted."""
        aliases = await self.list(self._table.c.guild_id == guild_id, self._table.c.target == name)
        return tuple(alias.name for alias in aliases)

    async def of_guild(self, guild_id: int) -> tuple[Snippet, ...]:
        """Return all snippets and aliases of a server by name."""
        return await self.list(self._table.c.guild_id == guild_id)

    @cache_invalidate("snippet")
    async def create_snippet(self, guild_id: int, name: str, *, content: str, owner_id: int) -> Snippet:
        """Save a new snippet; raise `AlreadyExistsError` or `TooManyRowsError`."""
        await self._admit(guild_id)
        return await self.create(guild_id=guild_id, name=name, content=content, owner_id=owner_id)

    @cache_invalidate("snippet")
    async def create_alias(self, guild_id: int, name: str, *, target: str, owner_id: int) -> Snippet | None:
        """Save another name of a snippet; None if there is no `target`. An alias of an alias gets the alias's target.

        Raises `AlreadyExistsError` or `TooManyRowsError`.
        """
        await self._admit(guild_id)
        found = await self.get_by_id(guild_id, target)
        if found is None:
            return None
        target = found.target or found.name
        return await self.create(guild_id=guild_id, name=name, target=target, owner_id=owner_id)

    @cache_invalidate("snippet")
    async def change(self, guild_id: int, name: str, *, seen: datetime, **values: object) -> Snippet | None:
        """Change columns of a snippet."""
        return await self._change(guild_id, name, seen, values)

    @cache_invalidate("snippet")
    async def rename(self, guild_id: int, name: str, *, seen: datetime, to: str) -> Snippet | None:
        """Give a snippet another name, which its aliases follow; raise `AlreadyExistsError`."""
        await self._lock(guild_id)
        try:
            return await self._change(guild_id, name, seen, {"name": to})
        except IntegrityError as error:
            if broken_constraint(error) == "pk_snippet":
                raise AlreadyExistsError(self._table.name, (guild_id, to)) from error
            raise

    @cache_invalidate("snippet")
    async def remove(self, guild_id: int, name: str, *, seen: datetime) -> tuple[str, ...] | None:
        """Delete a snippet and its aliases; return the aliases' names."""
        await self._lock(guild_id)
        aliases = await self.aliases(guild_id, name)
        deleted = self._table.delete().where(self._is((guild_id, name)), self._table.c.changed_at == seen)
        found = await self.database.writing_session().execute(deleted.returning(self._table.c.name))
        return None if found.first() is None else aliases

    async def _change(self, guild_id: int, name: str, seen: datetime, values: Mapping[str, object]) -> Snippet | None:
        statement = (
            update(self._table)
            .where(self._is((guild_id, name)), self._table.c.changed_at == seen)
            .values(**values, changed_at=func.clock_timestamp())
            .returning(self._table)
        )
        return await self._row(statement)

    async def _lock(self, guild_id: int) -> None:
        """Take turns with whoever else gives or takes names in this server, until the unit of work ends."""
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        locked = select(_guild.c.guild_id).where(_guild.c.guild_id == guild_id)
        await session.execute(locked.with_for_update(key_share=True))

    async def _admit(self, guild_id: int) -> None:
        """Make sure that there is room for one more name, and keep it for this unit of work."""
        await self._lock(guild_id)
        if await self.count(self._table.c.guild_id == guild_id) >= MOST_SNIPPETS:
            raise TooManyRowsError(self._table.name, MOST_SNIPPETS)
