"""Ranks, the roles that hold them, and rules for commands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Delete,
    Row,
    SmallInteger,
    Text,
    Update,
    and_,
    bindparam,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningInsert

from astromorty.database.constraints import broken_constraint
from astromorty.database.controllers.base import preload_of_guilds
from astromorty.database.controllers.guild import known_guild
from astromorty.database.engine import Database
from astromorty.database.errors import RankInUseError, TooManyRowsError, UnknownRankError
from astromorty.database.models import (
    GuildRow,
    PermissionRankRoleRow,
    PermissionRankRow,
    PermissionRule,
    PermissionRuleRow,
    PermissionSet,
    Rank,
    RankRole,
    Rule,
)
from astromorty.database.models.base import table_of
from astromorty.database.models.permission import Allows
from astromorty.services.cache.decorators import cache_invalidate, cached

# All of a server's rules are read together. Discord allows 250 roles; there are fewer commands than this.
MOST_RULES: Final = 500

READ: Final = (
    text("""
    SELECT guild_id, 'rank' AS kind, '' AS allows, rank, name AS word, 0 AS id
    FROM permission_rank WHERE guild_id = ANY(:guilds)
    UNION ALL SELECT guild_id, 'role', '', rank, '', role_id FROM permission_rank_role WHERE guild_id = ANY(:guilds)
    UNION ALL SELECT guild_id, 'rule', allows, rank, command, 0 FROM permission_rule WHERE guild_id = ANY(:guilds)
    ORDER BY kind, rank, word, id
""")
    .bindparams(bindparam("guilds", type_=ARRAY(BigInteger)))
    .columns(guild_id=BigInteger, kind=Text, allows=Text, rank=SmallInteger, word=Text, id=BigInteger)
)

_NOTHING_DECIDED: Final = PermissionSet()
GUILD = table_of(GuildRow)
RANK, ROLE, RULE = table_of(PermissionRankRow), table_of(PermissionRankRoleRow), table_of(PermissionRuleRow)


class PermissionController:
    """Reads all that a server decided as one snapshot, and changes one thing at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cache = database.cache

    @cached("permission_set")
    async def get_set(self, guild_id: int) -> PermissionSet:
        """Return a server's ranks and rules; an empty set where it has decided nothing."""
        return (await self._sets([guild_id])).get(guild_id, _NOTHING_DECIDED)

    async def preload(self, guild_ids: Collection[int]) -> int:
        """Load what many servers decided in one statement; return how many cache entries were filled."""
        return await preload_of_guilds(self.cache, "permission_set", guild_ids, self._sets, _NOTHING_DECIDED)

    async def _sets(self, guild_ids: Collection[int]) -> dict[int, PermissionSet]:
        """Return what those of these servers that decided something did."""
        rows: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        async with self.database.session() as session:
            for row in await session.execute(READ, {"guilds": sorted(guild_ids)}):
                rows[row.guild_id].append(row)
        return {
            guild_id: PermissionSet(
                ranks=tuple(Rank(row.rank, row.word) for row in found if row.kind == "rank"),
                roles=tuple(RankRole(row.id, row.rank) for row in found if row.kind == "role"),
                rules=tuple(Rule(row.word, row.allows, row.rank) for row in found if row.kind == "rule"),
            )
            for guild_id, found in rows.items()
        }

    async def lock(self, guild_id: int) -> PermissionSet:
        """Return what `get_set` does, as it is and stays until the open unit of work ends.

        Whoever else locks it, or makes a rule, waits.
        """
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        locked = select(GUILD.c.guild_id).where(GUILD.c.guild_id == guild_id)
        await session.execute(locked.with_for_update(key_share=True))
        return await self.get_set(guild_id)

    @cached("permission")
    async def rule(self, guild_id: int, command: str) -> PermissionRule | None:
        """Return the rule about a command itself; None if the server has made none.

        A cached type of its own, for whoever asks about one command; the gate asks for the whole set.
        """
        query = select(RULE).where(RULE.c.guild_id == guild_id, RULE.c.command == command)
        async with self.database.session() as session:
            found = (await session.execute(query)).mappings().one_or_none()
        return None if found is None else PermissionRule.of_row(found)

    @cache_invalidate("permission")
    async def set_rule(self, guild_id: int, command: str, allows: Allows, rank: int | None = None) -> None:
        """Say who may run a command: members of `rank` and above, everyone, or nobody.

        Raises `UnknownRankError`, and `TooManyRowsError` where a server has made up its mind 500 times.
        """
        present = await self.lock(guild_id)
        if sum(each.command != command for each in present.rules) >= MOST_RULES:
            raise TooManyRowsError(RULE.name, MOST_RULES)
        values = {"allows": allows, "rank": rank}
        statement = insert(RULE).values(guild_id=guild_id, command=command, **values)
        again = statement.on_conflict_do_update(index_elements=["guild_id", "command"], set_=values)
        await self._insert(guild_id, again.returning(RULE.c.guild_id))

    @cache_invalidate("permission")
    async def reset_rule(self, guild_id: int, command: str) -> bool:
        """Go back to the default of a command; say whether there was a rule."""
        return await self._changes(delete(RULE).where(RULE.c.guild_id == guild_id, RULE.c.command == command))

    @cache_invalidate("permission_set")
    async def create_ranks(self, guild_id: int, names: Mapping[int, str]) -> frozenset[int]:
        """Create those of the ranks, by number, that the server does not have; return which they are."""
        rows = [{"guild_id": guild_id, "rank": rank, "name": name} for rank, name in sorted(names.items())]
        statement = insert(RANK).values(rows).on_conflict_do_nothing().returning(RANK.c.rank)
        return frozenset(await self._insert(guild_id, statement))

    @cache_invalidate("permission_set")
    async def rename_rank(self, guild_id: int, rank: int, name: str) -> bool:
        """Call a rank otherwise; say whether there is one."""
        return await self._changes(update(RANK).where(self._is_rank(guild_id, rank)).values(name=name))

    @cache_invalidate("permission_set")
    async def delete_rank(self, guild_id: int, rank: int) -> bool:
        """Delete a rank and take it from its roles; say whether there was one. Raises `RankInUseError`."""
        session = self.database.writing_session()
        rules = select(RULE.c.command).where(RULE.c.guild_id == guild_id, RULE.c.rank == rank)
        # Whoever makes a rule about the rank waits for its row: no rule appears between the look and the deletion.
        locked = select(RANK.c.rank).where(self._is_rank(guild_id, rank)).with_for_update()
        await session.execute(locked)
        commands = (await session.execute(rules.order_by(RULE.c.command))).scalars().all()
        if commands:
            raise RankInUseError(rank, tuple(commands))
        return await self._changes(delete(RANK).where(self._is_rank(guild_id, rank)))

    @cache_invalidate("permission_set")
    async def assign(self, guild_id: int, role_id: int, rank: int) -> None:
        """Let a role's members hold a rank, instead of the one they held by it. Raises `UnknownRankError`."""
        statement = insert(ROLE).values(guild_id=guild_id, role_id=role_id, rank=rank)
        again = statement.on_conflict_do_update(index_elements=["guild_id", "role_id"], set_={"rank": rank})
        await self._insert(guild_id, again.returning(ROLE.c.guild_id))

    @cache_invalidate("permission_set")
    async def unassign(self, guild_id: int, role_id: int) -> bool:
        """Let a role hold no rank any more; say whether it held one."""
        return await self._changes(delete(ROLE).where(ROLE.c.guild_id == guild_id, ROLE.c.role_id == role_id))

    async def _insert(self, guild_id: int, statement: ReturningInsert[int]) -> Sequence[int]:
        """Run the statement, also for a server that nothing is known of yet; return what it returns."""
        statement = statement.add_cte(known_guild(guild_id).cte("known_guild"))
        try:
            return (await self.database.writing_session().execute(statement)).scalars().all()
        except IntegrityError as error:
            if broken_constraint(error) in {"fk_permission_rank_role_rank", "fk_permission_rule_rank"}:
                raise UnknownRankError from error
            raise

    async def _changes(self, statement: Delete | Update) -> bool:
        """Run the statement; say whether it concerned a row."""
        returning = statement.returning(statement.table.c.guild_id)
        return (await self.database.writing_session().execute(returning)).first() is not None

    @staticmethod
    def _is_rank(guild_id: int, rank: int) -> ColumnElement[bool]:
        return and_(RANK.c.guild_id == guild_id, RANK.c.rank == rank)
