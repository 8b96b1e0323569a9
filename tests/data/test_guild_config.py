"""Servers' settings: written atomically, by many at once, and read as snapshots."""

from __future__ import annotations

import asyncio
import random

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from astromorty.database.controllers.guild import GuildController
from astromorty.database.controllers.guild_config import DEFAULTS, GuildConfigController, settings_of
from astromorty.database.engine import Database
from astromorty.database.errors import (
    AlreadyExistsError,
    InvalidSettingError,
    SettingConflictError,
    UnknownSettingError,
    WriteOutsideUnitOfWorkError,
)

GUILD = 1_100_000_000_000_000_001
DEFAULT_VALUES = settings_of(DEFAULTS)


@pytest.fixture
def configs(database: Database) -> GuildConfigController:
    return GuildConfigController(database)


async def test_a_server_nobody_configured_has_no_row(configs: GuildConfigController):
    assert await configs.get_config_by_guild_id(GUILD) is None


async def test_the_first_setting_makes_the_row_with_defaults_beside_it(configs: GuildConfigController):
    written = await configs.set_setting(GUILD, "prefix", "?")
    assert written == await configs.get_config_by_guild_id(GUILD)
    assert settings_of(written) == {**DEFAULT_VALUES, "prefix": "?"}
    assert written.version == 1


async def test_setting_one_leaves_the_others(configs: GuildConfigController):
    await configs.update_config(GUILD, prefix="?", timezone="Europe/Paris")
    changed = await configs.set_setting(GUILD, "prefix", None)
    assert settings_of(changed) == {**DEFAULT_VALUES, "timezone": "Europe/Paris"}


async def test_a_setting_that_changed_meanwhile_is_refused_with_its_current_value(configs: GuildConfigController):
    await configs.set_setting(GUILD, "prefix", "?")
    with pytest.raises(SettingConflictError) as refused:
        await configs.set_setting(GUILD, "prefix", "!", expected="$")
    assert (refused.value.name, refused.value.current) == ("prefix", "?")
    assert (await configs.set_setting(GUILD, "prefix", "!", expected="?")).prefix == "!"


async def test_expecting_the_default_makes_the_row_and_expecting_more_does_not(configs: GuildConfigController):
    with pytest.raises(SettingConflictError) as refused:
        await configs.set_setting(GUILD, "timezone", "Asia/Tokyo", expected="Europe/Paris")
    assert refused.value.current == "UTC"
    assert await configs.get_config_by_guild_id(GUILD) is None
    assert (await configs.set_setting(GUILD, "timezone", "Asia/Tokyo", expected="UTC")).timezone == "Asia/Tokyo"


async def test_an_import_replaces_everything_or_nothing(configs: GuildConfigController):
    before = await configs.update_config(GUILD, prefix="?", timezone="Europe/Paris")
    with pytest.raises(InvalidSettingError) as refused:
        await configs.replace_settings(GUILD, {"timezone": "Asia/Tokyo", "prefix": "x" * 11}, expected=before.version)
    assert refused.value.name == "prefix"
    assert await configs.get_config_by_guild_id(GUILD) == before

    replaced = await configs.replace_settings(GUILD, {"timezone": "Asia/Tokyo"}, expected=before.version)
    assert settings_of(replaced) == {**DEFAULT_VALUES, "timezone": "Asia/Tokyo"}


async def test_an_import_over_a_newer_version_is_refused(configs: GuildConfigController):
    seen = await configs.set_setting(GUILD, "prefix", "?")
    await configs.set_setting(GUILD, "prefix", "!")
    with pytest.raises(SettingConflictError) as refused:
        await configs.replace_settings(GUILD, {}, expected=seen.version)
    assert refused.value.current == seen.version + 1
    with pytest.raises(SettingConflictError):
        await configs.replace_settings(GUILD, {}, expected=0)


async def test_200_changes_by_two_admins_at_once_lose_none(database: Database):
    """Each admin adds one to a number kept in the prefix, re-reading when the other was faster, and imports between."""
    configs = GuildConfigController(database)
    await configs.update_config(GUILD, prefix="0", timezone="0")

    async def add_one(name: str) -> None:
        while True:
            seen = await configs.get_config_by_guild_id(GUILD)
            assert seen is not None
            value = str(settings_of(seen)[name])
            try:
                if random.random() < 0.5:
                    await configs.set_setting(GUILD, name, str(int(value) + 1), expected=value)
                else:
                    changed = {**settings_of(seen), name: str(int(value) + 1)}
                    await configs.replace_settings(GUILD, changed, expected=seen.version)
            except SettingConflictError:
                continue
            return

    async def admin() -> None:
        for name in random.sample(["prefix", "timezone"] * 50, 100):
            await add_one(name)

    await asyncio.gather(admin(), admin())
    config = await configs.get_config_by_guild_id(GUILD)
    assert config is not None
    assert (config.prefix, config.timezone, config.version) == ("100", "100", 201)


async def test_many_first_settings_at_once_all_arrive(database: Database):
    configs = GuildConfigController(database)
    await asyncio.gather(*(configs.update_config(GUILD, prefix=str(number)) for number in range(20)))
    config = await configs.get_config_by_guild_id(GUILD)
    assert config is not None
    assert config.version == 20


@pytest.mark.parametrize(
    ("name", "value"), [("prefix", ""), ("prefix", "x" * 11), ("prefix", 5), ("timezone", ""), ("timezone", None)]
)
async def test_a_value_out_of_bounds_is_named(configs: GuildConfigController, name: str, value: object):
    with pytest.raises(InvalidSettingError) as refused:
        await configs.set_setting(GUILD, name, value)
    assert refused.value.name == name


@pytest.mark.parametrize("name", ["prefixx", "guild_id", "version"])
async def test_what_is_no_setting_is_refused(configs: GuildConfigController, name: str):
    with pytest.raises(UnknownSettingError, match="prefix, timezone"):
        await configs.set_setting(GUILD, name, 1)


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("prefix", "", "ck_guild_config_prefix_length"),
        ("timezone", "", "ck_guild_config_timezone_length"),
        ("version", 0, "ck_guild_config_version"),
    ],
)
async def test_the_database_itself_refuses_what_is_out_of_bounds(
    configs: GuildConfigController, column: str, value: object, constraint: str
):
    await configs.set_setting(GUILD, "prefix", "?")
    with pytest.raises(IntegrityError, match=constraint):
        async with configs.database.engine.begin() as connection:
            await connection.execute(text(f"UPDATE guild_config SET {column} = :value"), {"value": value})


async def test_a_snapshot_cannot_be_changed(configs: GuildConfigController):
    config = await configs.set_setting(GUILD, "prefix", "?")
    with pytest.raises(ValidationError):
        config.prefix = "!"
    assert hash(config) == hash(await configs.get_config_by_guild_id(GUILD))


async def test_generic_writes_need_a_unit_of_work(configs: GuildConfigController):
    for write in (
        configs.create(guild_id=GUILD),
        configs.update_by_id(GUILD, prefix="?"),
        configs.upsert(guild_id=GUILD, prefix="?"),
        configs.delete_by_id(GUILD),
    ):
        with pytest.raises(WriteOutsideUnitOfWorkError):
            await write


async def test_generic_operations(database: Database):
    guilds, configs = GuildController(database), GuildConfigController(database)
    async with database.unit_of_work():
        for number in (3, 1, 2):
            await guilds.create(guild_id=number, name=f"server {number}")
        with pytest.raises(AlreadyExistsError, match="guild 1"):
            await guilds.create(guild_id=1)
        assert (await configs.upsert(guild_id=1, prefix="?")).version == 1
        assert (await configs.upsert(guild_id=1, prefix="!")).version == 2
        assert await configs.update_by_id(2, prefix="!") is None
        assert [guild.guild_id for guild in await guilds.list(limit=2)] == [1, 2]
        assert [guild.guild_id for guild in await guilds.list(after=(2,))] == [3]
        assert await guilds.delete_by_id(3)
        assert not await guilds.delete_by_id(3)
        assert await guilds.count() == 2
    assert await guilds.count() == 2


async def test_two_settings_that_do_not_go_together_are_refused_with_a_sentence(configs: GuildConfigController):
    with pytest.raises(InvalidSettingError, match="may not be more than the most"):
        await configs.set_setting(GUILD, "levels_xp_min", 26)
    assert await configs.get_config_by_guild_id(GUILD) is None
    written = await configs.update_config(GUILD, levels_xp_min=26, levels_xp_max=26)
    assert (written.levels_xp_min, written.levels_xp_max) == (26, 26)


async def test_a_value_has_to_go_with_the_servers_others_and_not_with_the_defaults(configs: GuildConfigController):
    await configs.set_setting(GUILD, "levels_xp_max", 1000)
    assert (await configs.set_setting(GUILD, "levels_xp_min", 500)).levels_xp_min == 500
    assert (await configs.set_setting(GUILD, "levels_xp_min", 600, expected=500)).levels_xp_min == 600
    with pytest.raises(InvalidSettingError):
        await configs.set_setting(GUILD, "levels_xp_max", 25)
