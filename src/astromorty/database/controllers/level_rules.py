"""Servers' decisions about experience."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Table,
    Text,
    and_,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from astromorty.database.controllers.base import preload_of_guilds
from astromorty.database.controllers.guild import known_guild
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import (
    LevelBlacklistRow,
    LevelIgnoredRow,
    LevelMultiplierRow,
    LevelRewardRow,
    LevelRules,
    LevelSweepRow,
    Reward,
    Target,
)
from astromorty.database.models.base import table_of
from astromorty.services.cache.decorators import cache_invalidate, cached

# All rules of a server are read together, and looked through for a message that counts.
MOST_OF_A_KIND: Final = 100
MOST_BLACKLISTED: Final = 1000

READ: Final = text("""
    SELECT guild_id, 'ignored ' || target AS kind, target_id AS id, 0 AS value, false AS is_reported
    FROM level_ignored WHERE guild_id = ANY (:guilds)
    UNION ALL
    SELECT guild_id, 'multiplier ' || target, target_id, hundredths, false
    FROM level_multiplier WHERE guild_id = ANY (:guilds)
    UNION ALL SELECT guild_id, 'blacklisted', member_id, 0, false FROM level_blacklist WHERE guild_id = ANY (:guilds)
    UNION ALL SELECT guild_id, 'reward', role_id, level, is_reported FROM level_reward WHERE guild_id = ANY (:guilds)
    ORDER BY kind, value, id
""").columns(guild_id=BigInteger, kind=Text, id=BigInteger, value=Integer, is_reported=Boolean)
# One for all servers that have none.
NO_RULES: Final = LevelRules()

IGNORED, MULTIPLIER = table_of(LevelIgnoredRow), table_of(LevelMultiplierRow)
BLACKLIST, REWARD, SWEEP = table_of(LevelBlacklistRow), table_of(LevelRewardRow), table_of(LevelSweepRow)


class LevelRulesController:
    """Reads all rules of a server as one snapshot, and changes one rule at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cache = database.cache

    @cached("level_rules")
    async def get(self, guild_id: int) -> LevelRules:
        """Return a server's rules; empty ones where it has made none."""
        return (await self._read((guild_id,))).get(guild_id, NO_RULES)

    async def preload(self, guild_ids: Collection[int]) -> int:
        """Load the rules of many servers in one statement; return how many cache entries were filled."""
        return await preload_of_guilds(self.cache, "level_rules", guild_ids, self._read, NO_RULES)

    async def _read(self, guild_ids: Collection[int]) -> dict[int, LevelRules]:
        """Return the rules of those servers that have any."""
        found: dict[int, dict[str, list[Any]]] = {}
        async with self.database.session() as session:
            for guild_id, kind, *rule in await session.execute(READ, {"guilds": sorted(guild_ids)}):
                found.setdefault(guild_id, {}).setdefault(kind, []).append(rule)
        return {guild_id: _rules(by_kind) for guild_id, by_kind in found.items()}

    @cache_invalidate("level_rules")
    async def ignore(self, guild_id: int, target: Target, target_id: int) -> bool:
        """Let messages in a channel or by a role's members give nothing; say whether that is new."""
        return await self._add(IGNORED, MOST_OF_A_KIND, guild_id=guild_id, target=target, target_id=target_id)

    @cache_invalidate("level_rules")
    async def unignore(self, guild_id: int, target: Target, target_id: int) -> bool:
        """Take `ignore` back; say whether there was anything to take back."""
        return await self._remove(IGNORED, guild_id=guild_id, target=target, target_id=target_id)

    @cache_invalidate("level_rules")
    async def blacklist(self, guild_id: int, member_id: int) -> bool:
        """Let a member's messages give nothing; say whether that is new."""
        return await self._add(BLACKLIST, MOST_BLACKLISTED, guild_id=guild_id, member_id=member_id)

    @cache_invalidate("level_rules")
    async def unblacklist(self, guild_id: int, member_id: int) -> bool:
        """Take `blacklist` back; say whether there was anything to take back."""
        return await self._remove(BLACKLIST, guild_id=guild_id, member_id=member_id)

    @cache_invalidate("level_rules")
    async def set_multiplier(self, guild_id: int, target: Target, target_id: int, hundredths: int | None) -> None:
        """Set the multiplier of a channel or role; None is none of its own."""
        key: dict[str, object] = {"target": target, "target_id": target_id}
        if hundredths is None:
            await self._remove(MULTIPLIER, guild_id=guild_id, **key)
        else:
            await self._put(MULTIPLIER, guild_id, key, hundredths=hundredths)

    @cache_invalidate("level_rules")
    async def set_reward(self, guild_id: int, role_id: int, level: int) -> None:
        """Let a level earn a role, and have the members' roles compared with their levels."""
        await self._put(REWARD, guild_id, {"role_id": role_id}, level=level, is_reported=False)
        await self.request_sweep(guild_id)

    @cache_invalidate("level_rules")
    async def remove_reward(self, guild_id: int, role_id: int) -> bool:
        """Let no level earn a role any more, and have the roles compared; say whether one did."""
        removed = await self._remove(REWARD, guild_id=guild_id, role_id=role_id)
        if removed:
            await self.request_sweep(guild_id)
        return removed

    @cache_invalidate("level_rules")
    async def forget(self, guild_id: int, target: Target, target_id: int) -> None:
        """Drop every rule about a channel or role that does not exist any more."""
        for table in (IGNORED, MULTIPLIER):
            await self._remove(table, guild_id=guild_id, target=target, target_id=target_id)
        if target == "role":
            await self._remove(REWARD, guild_id=guild_id, role_id=target_id)

    @cache_invalidate("level_rules")
    async def set_reported(self, guild_id: int, role_id: int, *, is_reported: bool) -> bool:
        """Note whether the server was told that a role cannot be given; say whether this call changed that."""
        same = self._is(REWARD, {"guild_id": guild_id, "role_id": role_id})
        statement = update(REWARD).where(same, REWARD.c.is_reported != is_reported).values(is_reported=is_reported)
        session = self.database.writing_session()
        return (await session.execute(statement.returning(REWARD.c.role_id))).first() is not None

    async def request_sweep(self, guild_id: int) -> None:
        """Have the roles of all members compared with their levels, by whichever process has the server."""
        async with self.database.unit_of_work():
            statement = insert(SWEEP).values(guild_id=guild_id, number=1)
            again = statement.on_conflict_do_update(index_elements=["guild_id"], set_={"number": SWEEP.c.number + 1})
            await self._insert(again, guild_id)

    async def requested_sweeps(self) -> dict[int, int]:
        """Return the servers that wait for a sweep, each with the number of the latest request."""
        async with self.database.session() as session:
            found = await session.execute(select(SWEEP.c.guild_id, SWEEP.c.number))
        return {row.guild_id: row.number for row in found}

    async def finish_sweep(self, guild_id: int, number: int) -> None:
        """Note that the sweep for a request is done; one for a later request is still due."""
        async with self.database.unit_of_work() as unit:
            await unit.session.execute(delete(SWEEP).where(SWEEP.c.guild_id == guild_id, SWEEP.c.number == number))

    async def _add(self, table: Table, most: int, *, guild_id: int, **key: object) -> bool:
        identity = {"guild_id": guild_id, **key}
        await self._refuse_more(table, most, identity)
        return await self._insert(insert(table).values(**identity).on_conflict_do_nothing(), guild_id)

    async def _put(self, table: Table, guild_id: int, key: dict[str, object], **values: object) -> None:
        identity = {"guild_id": guild_id, **key}
        await self._refuse_more(table, MOST_OF_A_KIND, identity)
        statement = insert(table).values(**identity, **values)
        await self._insert(statement.on_conflict_do_update(index_elements=[*identity], set_=values), guild_id)

    async def _insert(self, statement: Insert, guild_id: int) -> bool:
        """Run the statement; say whether it wrote a row. A server that nothing is known of yet becomes known."""
        statement = statement.add_cte(known_guild(guild_id).cte("known_guild"))
        returning = statement.returning(statement.table.c.guild_id)
        return (await self.database.writing_session().execute(returning)).first() is not None

    async def _remove(self, table: Table, **identity: object) -> bool:
        statement = delete(table).where(self._is(table, identity)).returning(table.c.guild_id)
        return (await self.database.writing_session().execute(statement)).first() is not None

    async def _refuse_more(self, table: Table, most: int, identity: dict[str, object]) -> None:
        """Raise `TooManyRowsError` where a server has enough rows besides this one; two at once may get past."""
        others = select(func.count()).select_from(table)
        others = others.where(table.c.guild_id == identity["guild_id"], ~self._is(table, identity))
        if (await self.database.writing_session().execute(others)).scalar_one() >= most:
            raise TooManyRowsError(table.name, most)

    @staticmethod
    def _is(table: Table, identity: dict[str, object]) -> ColumnElement[bool]:
        return and_(*(table.c[name] == value for name, value in identity.items()))


def _rules(found: Mapping[str, Sequence[Any]]) -> LevelRules:
    """Return a server's rules from its rows by their kind: ID, value, and whether it was reported."""
    return LevelRules(
        ignored_channels=frozenset(id_ for id_, *_ in found.get("ignored channel", ())),
        ignored_roles=frozenset(id_ for id_, *_ in found.get("ignored role", ())),
        channel_multipliers=tuple((id_, value) for id_, value, _ in found.get("multiplier channel", ())),
        role_multipliers=tuple((id_, value) for id_, value, _ in found.get("multiplier role", ())),
        blacklisted=frozenset(id_ for id_, *_ in found.get("blacklisted", ())),
        rewards=tuple(Reward(value, id_, reported) for id_, value, reported in found.get("reward", ())),
    )
