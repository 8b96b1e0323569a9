"""Servers' rules for messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import fields
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Text, delete, func, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import insert

from astromorty.database.controllers.base import of_guilds, preload_of_guilds
from astromorty.database.controllers.guild import known_guild, locked_guild
from astromorty.database.engine import Database
from astromorty.database.errors import TooManyRowsError, TooManyWordsError
from astromorty.database.models import AutomodExemptRow, AutomodRule, AutomodRuleRow, AutomodRules
from astromorty.database.models.base import table_of
from astromorty.services.cache.decorators import cache_invalidate, cached
from astromorty.services.cache.local import MISS

# All of them are looked at for each message.
MOST_RULES: Final = 30
MOST_EXEMPT: Final = 200
# Of all lists together: every process keeps them, and an exported configuration has to hold them.
MOST_WORDS_IN_ALL: Final = 3_000

# One for all servers that have none.
NO_RULES: Final = AutomodRules()

RULE, EXEMPT = table_of(AutomodRuleRow), table_of(AutomodExemptRow)
# A server, and its rule's fields in order.
READ: Final[tuple[ColumnElement[Any], ...]] = (
    RULE.c.guild_id,
    *(
        as_type(RULE.c.parameters, Text) if each.name == "written" else RULE.c[each.name]
        for each in fields(AutomodRule)
    ),
)


class AutomodController:
    """Reads all rules of a server as one snapshot, and changes one at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cache = database.cache

    @cached("automod_rules")
    async def get(self, guild_id: int) -> AutomodRules:
        """Return a server's rules by name, and what is exempt from them."""
        return (await self._read((guild_id,))).get(guild_id, NO_RULES)

    async def preload(self, guild_ids: Collection[int]) -> int:
        """Load the rules of many servers in two statements; return how many cache entries were filled."""
        return await preload_of_guilds(self.cache, "automod_rules", guild_ids, self._read, NO_RULES)

    async def _read(self, guild_ids: Collection[int]) -> dict[int, AutomodRules]:
        """Return the rules and exemptions of those servers that have any."""
        columns = (EXEMPT.c.guild_id, EXEMPT.c.rule, EXEMPT.c.target, EXEMPT.c.target_id)
        async with self.database.session() as session:
            rows = await session.execute(select(*READ).where(of_guilds(RULE, guild_ids)).order_by(RULE.c.name))
            exempt = await session.execute(select(*columns).where(of_guilds(EXEMPT, guild_ids)).order_by(*columns))
        rules: defaultdict[int, list[AutomodRule]] = defaultdict(list)
        alike: dict[AutomodRule, AutomodRule] = {}
        for guild_id, *values in rows:
            rule = AutomodRule(*values)
            rules[guild_id].append(alike.setdefault(rule, rule))
        exempts: defaultdict[int, list[tuple[str, str, int]]] = defaultdict(list)
        for guild_id, rule, target, target_id in exempt:
            exempts[guild_id].append((rule, target, target_id))
        return {
            guild_id: AutomodRules(rules=tuple(rules.get(guild_id, ())), exempt=tuple(exempts.get(guild_id, ())))
            for guild_id in {*rules, *exempts}
        }

    def known(self, guild_id: int) -> AutomodRules | None:
        """Return as `get` does, at once; None where that has to be asked for."""
        known = self.cache.peek("automod_rules", guild_id)
        return None if known is MISS else cast("AutomodRules", known)

    @cache_invalidate("automod_rules")
    async def add(self, guild_id: int, name: str, **values: Any) -> bool:
        """Add a rule; False where one of its name is there. Raises `TooManyRowsError` or `TooManyWordsError`."""
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        await session.execute(locked_guild(guild_id))
        held = select(func.count()).select_from(RULE).where(RULE.c.guild_id == guild_id)
        if (await session.execute(held)).scalar_one() >= MOST_RULES:
            raise TooManyRowsError(RULE.name, MOST_RULES)
        statement = insert(RULE).values(guild_id=guild_id, name=name, **values).on_conflict_do_nothing()
        is_new = (await session.execute(statement.returning(RULE.c.name))).first() is not None
        await self._refuse_too_many_words(guild_id)
        return is_new

    @cache_invalidate("automod_rules")
    async def change(self, guild_id: int, name: str, *, seen: int, **values: Any) -> bool:
        """Change a rule that still has the version `seen`; False where it has not. Raises `TooManyWordsError`."""
        session = self.database.writing_session()
        await session.execute(locked_guild(guild_id))
        same = (RULE.c.guild_id == guild_id) & (RULE.c.name == name) & (RULE.c.version == seen)
        statement = update(RULE).where(same).values(**values, version=RULE.c.version + 1)
        is_changed = (await session.execute(statement.returning(RULE.c.name))).first() is not None
        await self._refuse_too_many_words(guild_id)
        return is_changed

    @cache_invalidate("automod_rules")
    async def remove(self, guild_id: int, name: str) -> bool:
        """Remove a rule with its exemptions; say whether there was one."""
        session = self.database.writing_session()
        await session.execute(delete(EXEMPT).where(EXEMPT.c.guild_id == guild_id, EXEMPT.c.rule == name))
        removed = delete(RULE).where(RULE.c.guild_id == guild_id, RULE.c.name == name)
        return (await session.execute(removed.returning(RULE.c.name))).first() is not None

    @cache_invalidate("automod_rules")
    async def exempt(self, guild_id: int, rule: str, target: str, target_id: int) -> bool:
        """Let a rule, or with an empty name all, leave a role or channel alone; say whether that is new."""
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        await session.execute(locked_guild(guild_id))
        held = select(func.count()).select_from(EXEMPT).where(EXEMPT.c.guild_id == guild_id)
        if (await session.execute(held)).scalar_one() >= MOST_EXEMPT:
            raise TooManyRowsError(EXEMPT.name, MOST_EXEMPT)
        identity = {"guild_id": guild_id, "rule": rule, "target": target, "target_id": target_id}
        statement = insert(EXEMPT).values(**identity).on_conflict_do_nothing().returning(EXEMPT.c.rule)
        return (await session.execute(statement)).first() is not None

    @cache_invalidate("automod_rules")
    async def unexempt(self, guild_id: int, rule: str, target: str, target_id: int) -> bool:
        """Take `exempt` back; say whether there was anything to take back."""
        same = (EXEMPT.c.guild_id == guild_id) & (EXEMPT.c.rule == rule)
        same &= (EXEMPT.c.target == target) & (EXEMPT.c.target_id == target_id)
        session = self.database.writing_session()
        return (await session.execute(delete(EXEMPT).where(same).returning(EXEMPT.c.rule))).first() is not None

    @cache_invalidate("automod_rules")
    async def forget_target(self, guild_id: int, target_id: int) -> None:
        """Let nothing be said of a role or channel that is gone."""
        gone = delete(EXEMPT).where(EXEMPT.c.guild_id == guild_id, EXEMPT.c.target_id == target_id)
        await self.database.writing_session().execute(gone)

    @cache_invalidate("automod_rules")
    async def replace(self, guild_id: int, rules: AutomodRules) -> None:
        """Put other rules and exemptions in the place of all."""
        session = self.database.writing_session()
        await session.execute(known_guild(guild_id))
        for table in (EXEMPT, RULE):
            await session.execute(delete(table).where(table.c.guild_id == guild_id))
        if rules.rules:
            rows = [{**rule.columns(), "guild_id": guild_id} for rule in rules.rules]
            await session.execute(insert(RULE).values(rows))
        if rules.exempt:
            keys = ("rule", "target", "target_id")
            exempt = [{"guild_id": guild_id, **dict(zip(keys, each, strict=True))} for each in rules.exempt]
            await session.execute(insert(EXEMPT).values(exempt))

    async def _refuse_too_many_words(self, guild_id: int) -> None:
        words = func.coalesce(func.sum(func.jsonb_array_length(RULE.c.parameters["words"])), 0)
        held = select(words).where(RULE.c.guild_id == guild_id, RULE.c.kind == "words")
        if (await self.database.writing_session().execute(held)).scalar_one() > MOST_WORDS_IN_ALL:
            raise TooManyWordsError(MOST_WORDS_IN_ALL)
