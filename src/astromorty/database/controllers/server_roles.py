"""Panels by which members take roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from astromorty.database.controllers.guild import known_guild, locked_guild
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import (
    RoleChoice,
    RoleChoiceRow,
    RolePanel,
    RolePanelRow,
    ServerRoles,
)
from astromorty.database.models.base import table_of
from astromorty.services.cache.decorators import cache_invalidate, cached

MOST_PANELS: Final = 50
# Five rows of five buttons, or the options of one select.
MOST_CHOICES: Final = 25

PANEL, CHOICE = table_of(RolePanelRow), table_of(RoleChoiceRow)


class ServerRolesController:
    """Reads all that a server decided in one go, and changes one thing at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cache = database.cache

    @cached("server_roles")
    async def get(self, guild_id: int) -> ServerRoles:
        """Return what a server decided; nothing where it decided nothing."""
        async with self.database.session() as session:

            async def rows(table: Table, *order: ColumnElement[Any]) -> list[dict[str, Any]]:
                found = await session.execute(select(table).where(table.c.guild_id == guild_id).order_by(*order))
                return [dict(row) for row in found.mappings()]

            panels = await rows(PANEL, PANEL.c.number)
            choices = await rows(CHOICE, CHOICE.c.place, CHOICE.c.role_id)
        offered: dict[int, list[RoleChoice]] = {}
        for row in choices:
            offered.setdefault(row["number"], []).append(RoleChoice(row["role_id"], row["label"], row["emoji"]))
        return ServerRoles(
            panels=tuple(RolePanel(**row, choices=tuple(offered.get(row["number"], ()))) for row in panels),
        )

    @cache_invalidate("server_roles")
    async def create_panel(self, guild_id: int, **values: object) -> int:
        """Save a panel without roles; return its number. Raises `TooManyRowsError`."""
        await self._lock(guild_id)
        await self._refuse_more(PANEL, MOST_PANELS, PANEL.c.guild_id == guild_id)
        session = self.database.writing_session()
        last = select(func.coalesce(func.max(PANEL.c.number), 0)).where(PANEL.c.guild_id == guild_id)
        number = (await session.execute(last)).scalar_one() + 1
        await session.execute(insert(PANEL).values(guild_id=guild_id, number=number, **values))
        return number

    @cache_invalidate("server_roles")
    async def change_panel(self, guild_id: int, number: int, **values: object) -> bool:
        """Change columns of a panel; False if there is no such panel."""
        statement = update(PANEL).where(PANEL.c.guild_id == guild_id, PANEL.c.number == number).values(**values)
        return await self._hit(statement.returning(PANEL.c.number))

    @cache_invalidate("server_roles")
    async def delete_panel(self, guild_id: int, number: int) -> bool:
        """Delete a panel and what it offers; False if there is no such panel."""
        return await self._delete(PANEL, guild_id=guild_id, number=number)

    @cache_invalidate("server_roles")
    async def offer(self, guild_id: int, number: int, choice: RoleChoice) -> bool:
        """Let a panel offer a role, or show it anew; False if there is no such panel. Raises `TooManyRowsError`."""
        await self._lock(guild_id)
        if not await self._hit(select(PANEL).where(PANEL.c.guild_id == guild_id, PANEL.c.number == number)):
            return False
        here = and_(CHOICE.c.guild_id == guild_id, CHOICE.c.number == number)
        await self._refuse_more(CHOICE, MOST_CHOICES, and_(here, CHOICE.c.role_id != choice.role_id))
        place = select(func.coalesce(func.max(CHOICE.c.place), 0) + 1).where(here).scalar_subquery()
        key = {"guild_id": guild_id, "number": number, "role_id": choice.role_id}
        look = {"label": choice.label, "emoji": choice.emoji}
        statement = insert(CHOICE).values(**key, **look, place=place)
        await self._hit(statement.on_conflict_do_update(index_elements=[*key], set_=look).returning(CHOICE.c.role_id))
        return True

    @cache_invalidate("server_roles")
    async def withdraw(self, guild_id: int, number: int, role_id: int) -> bool:
        """Let a panel offer a role no more; False if it did not."""
        return await self._delete(CHOICE, guild_id=guild_id, number=number, role_id=role_id)

    @cache_invalidate("server_roles")
    async def replace(self, guild_id: int, panels: Sequence[RolePanel]) -> None:
        """Put other panels in the place of all; one that stays in its channel keeps its message."""
        await self._lock(guild_id)
        session = self.database.writing_session()
        removed = delete(PANEL).where(PANEL.c.guild_id == guild_id)
        removed = removed.returning(PANEL.c.number, PANEL.c.channel_id, PANEL.c.message_id)
        posted = {(row.number, row.channel_id): row.message_id for row in await session.execute(removed)}
        rows: list[dict[str, Any]] = [
            panel.model_dump(exclude={"choices", "message_id"})
            | {"guild_id": guild_id, "message_id": posted.get((panel.number, panel.channel_id))}
            for panel in panels
        ]
        choices: list[dict[str, Any]] = [
            {"guild_id": guild_id, "number": panel.number, "place": place, **choice._asdict()}
            for panel in panels
            for place, choice in enumerate(panel.choices, start=1)
        ]
        for table, values in ((PANEL, rows), (CHOICE, choices)):
            if values:
                await session.execute(insert(table), values)

    async def _lock(self, guild_id: int) -> None:
        """Take turns with whoever else adds something in this server, until the unit of work ends."""
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        await session.execute(locked_guild(guild_id))

    async def _refuse_more(self, table: Table, most: int, others: ColumnElement[bool]) -> None:
        counted = select(func.count()).select_from(table).where(others)
        if (await self.database.writing_session().execute(counted)).scalar_one() >= most:
            raise TooManyRowsError(table.name, most)

    async def _delete(self, table: Table, **identity: int) -> bool:
        same = and_(*(table.c[name] == value for name, value in identity.items()))
        return await self._hit(delete(table).where(same).returning(table.c.guild_id))

    async def _hit(self, statement: Any) -> bool:
        return (await self.database.writing_session().execute(statement)).first() is not None
