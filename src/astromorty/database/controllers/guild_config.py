"""Servers' settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from typing import Final, Literal, cast

from pydantic import ValidationError
from sqlalchemy import Executable, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from astromorty.database.constraints import broken_constraint
from astromorty.database.controllers.base import BaseController
from astromorty.database.controllers.guild import known_guild
from astromorty.database.errors import InvalidSettingError, SettingConflictError, UnknownSettingError
from astromorty.database.models import SETTING_NAMES, GuildConfig, GuildConfigRow
from astromorty.services.cache.decorators import cache_invalidate, cached
from astromorty.services.cache.keys import Identity
from astromorty.services.cache.local import MISS


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "unset"


UNSET: Final[Literal[Unset.UNSET]] = Unset.UNSET
DEFAULTS: Final = GuildConfig(version=0)
"""The settings of a server that has no row."""


class GuildConfigController(BaseController[GuildConfig]):
    """Reads and writes `guild_config`; a server without a row has the defaults, at version 0."""

    row = GuildConfigRow
    model = GuildConfig

    @cached("guild_config")
    async def get_config_by_guild_id(self, guild_id: int) -> GuildConfig | None:
        """Return the server's settings, or None while nothing was ever set."""
        return await self.get_by_id(guild_id)

    def known_config(self, guild_id: int) -> GuildConfig | None:
        """Return the server's settings, or the defaults, at once; None where they have to be asked for."""
        known = self.cache.peek("guild_config", guild_id)
        if known is MISS:
            return None
        return DEFAULTS if known is None else cast("GuildConfig", known)

    @cached("prefix")
    async def get_prefix_by_guild_id(self, guild_id: int) -> str | None:
        """Return the server's own prefix, or None where the default one holds."""
        async with self.database.session() as session:
            found = await session.execute(select(self._table.c.prefix).where(self._is((guild_id,))))
        return found.scalar_one_or_none()

    async def preload(self, guild_ids: Collection[int]) -> int:
        """Load the settings and prefixes of many servers in one statement, so that no first message has to wait.

        Returns how many cache entries were filled; those that are held already are not asked for.
        """

        async def load() -> Mapping[str, Mapping[Identity, object]]:
            found = await self.of_guilds(guild_ids)
            prefixes: dict[Identity, object] = {guild_id: config.prefix for guild_id, config in found.items()}
            return {"guild_config": found, "prefix": prefixes}

        return await self.cache.preload({"guild_config": guild_ids, "prefix": guild_ids}, load)

    async def of_guilds(self, guild_ids: Collection[int]) -> dict[Identity, GuildConfig]:
        """Return the settings of those of these servers that have a row; equal ones are one object."""
        columns = self._table.c
        others = [column for column in columns if column is not columns.guild_id]
        query = select(columns.guild_id, *others).where(self._of_guilds(guild_ids))
        found: dict[Identity, GuildConfig] = {}
        alike: dict[Sequence[object], GuildConfig] = {}
        async with self.database.session() as session:
            for row in (await session.execute(query)).mappings():
                values = tuple(row.values())[1:]
                if values not in alike:
                    alike[values] = self.model.of_row(row)
                found[row["guild_id"]] = alike[values]
        return found

    @cache_invalidate("guild_config")
    async def update_config(self, guild_id: int, **updates: object) -> GuildConfig:
        """Set several settings at once and leave the others; creates the row.

        Raises `UnknownSettingError` or `InvalidSettingError` before anything is written.
        """
        values = checked(updates)
        return await self._write(guild_id, values)

    @cache_invalidate("guild_config")
    async def set_setting(self, guild_id: int, name: str, value: object, *, expected: object = UNSET) -> GuildConfig:
        """Set one setting. With `expected`, only if it still holds that value.

        Raises `SettingConflictError` with the current value when somebody else was faster.
        """
        values = checked({name: value})
        return await self._write(guild_id, values, watched=name, expected=expected)

    @cache_invalidate("guild_config")
    async def replace_settings(
        self, guild_id: int, values: Mapping[str, object], *, expected: int | Literal[Unset.UNSET] = UNSET
    ) -> GuildConfig:
        """Make `values` the server's settings, all or nothing; those not named go back to their defaults.

        `expected` is the `version` the caller has seen, 0 for no row. Raises `SettingConflictError` named "version"
        when the settings were changed since.
        """
        replaced = checked({**settings_of(DEFAULTS), **values})
        return await self._write(guild_id, replaced, watched="version", expected=expected)

    async def _write(
        self, guild_id: int, values: dict[str, object], *, watched: str = "version", expected: object = UNSET
    ) -> GuildConfig:
        """Write, provided that the column `watched` holds `expected` once the row is locked."""
        only_if = true() if expected is UNSET else self._table.c[watched].is_not_distinct_from(expected)
        of_guild = self._is((guild_id,))
        changed = update(self._table).where(of_guild, only_if).values(**self._raised(values)).returning(self._table)
        try:
            config = await self._row(changed)
            if config is None and (expected is UNSET or expected == getattr(DEFAULTS, watched)):
                # Not one upsert: Postgres checks the row to insert even where it then updates the one that is there,
                # and a value that goes with the others of that row need not go with the defaults.
                config = await self._row(self._creation(guild_id, values)) or await self._row(changed)
        except IntegrityError as error:
            reason = GuildConfigRow.refusals.get(broken_constraint(error) or "")
            if reason is None:
                raise
            raise InvalidSettingError(watched, reason) from error
        if config is None:
            raise SettingConflictError(watched, getattr(await self.get_by_id(guild_id) or DEFAULTS, watched))
        return config

    def _creation(self, guild_id: int, values: dict[str, object]) -> Executable:
        # The gateway may not have introduced the server yet when its first command arrives.
        guild = known_guild(guild_id).cte("known_guild")
        # Beside another INSERT, SQLAlchemy renders columns that are left to their defaults as NULL: name them all.
        created = {**settings_of(DEFAULTS), **values, "guild_id": guild_id, "version": 1}
        return insert(self._table).values(**created).on_conflict_do_nothing().returning(self._table).add_cte(guild)


def settings_of(config: GuildConfig) -> dict[str, object]:
    """Return the settings alone, by name."""
    return {name: getattr(config, name) for name in SETTING_NAMES}


def checked(values: Mapping[str, object]) -> dict[str, object]:
    """Return `values` as the columns take them; raise `UnknownSettingError` or `InvalidSettingError`."""
    for name in values:
        if name not in SETTING_NAMES:
            raise UnknownSettingError(name, SETTING_NAMES)
    try:
        valid = GuildConfig.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidSettingError(str(first["loc"][0]), first["msg"]) from error
    return {name: getattr(valid, name) for name in values}
