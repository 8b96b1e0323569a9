import asyncio
import json
import sys

import discord
import pytest
from simcord.actors import MemberActor
from simcord.env import Env
from sqlalchemy import text

from astromorty.cogs.config.transfer import MAX_FILE_BYTES
from astromorty.database.engine import Database
from behaviour.transfer import offer_file
from behaviour.world import Server, shown

MANAGER_COMMANDS: list[tuple[str, dict[str, str]]] = [
    ("config open", {}),
    ("config show", {}),
    ("config set", {"setting": "prefix", "value": "?"}),
    ("config reset", {"setting": "prefix"}),
    ("config export", {}),
]


@pytest.mark.parametrize(("command", "options"), MANAGER_COMMANDS, ids=[name for name, _ in MANAGER_COMMANDS])
async def test_members_may_not_touch_the_configuration(server: Server, command: str, options: dict[str, str]) -> None:
    result = await server.member.slash(server.channel, command, **options)
    assert shown(result) == "❌ You need the Manage Server permission to do this."
    assert result.ephemeral


async def test_a_setting_is_changed_and_shown(server: Server) -> None:
    changed = await server.manager.slash(server.channel, "config set", setting="timezone", value="europe/berlin")
    assert "Time zone is now `Europe/Berlin`" in shown(changed)
    assert "`timezone` `Europe/Berlin`" in shown(await server.manager.slash(server.channel, "config show"))
    assert "`timezone` `Europe/Berlin`" in await server.says(server.manager, "$config show general")


async def test_config_set_changes_the_prefix_like_prefix_set(server: Server) -> None:
    assert "Prefix is now `?`" in await server.says(server.manager, "$config set prefix ?")
    assert "Pong!" in await server.says(server.member, "?ping")


async def test_an_unknown_zone_is_refused_with_the_closest_ones(server: Server) -> None:
    result = await server.manager.slash(server.channel, "config set", setting="timezone", value="Europe/Berln")
    assert "did you mean `Europe/Berlin`" in shown(result)
    assert result.ephemeral


async def test_an_unknown_setting_and_area_are_refused_with_the_choices(server: Server) -> None:
    result = await server.manager.slash(server.channel, "config set", setting="colour", value="red")
    assert "choose one of `prefix`, `timezone`" in shown(result)
    assert "choose one of `general`" in shown(await server.manager.slash(server.channel, "config show", area="x"))


async def test_options_autocomplete(server: Server) -> None:
    async def offered(command: str, option: str, text: str, **filled: str) -> list[str]:
        choices = await server.manager.autocomplete(server.channel, command, option, text, **filled)
        return [choice["value"] for choice in choices]

    assert await offered("config set", "setting", "zone") == ["timezone"]
    assert "Europe/Berlin" in await offered("config set", "value", "berlin", setting="timezone")
    assert await offered("config show", "area", "gen") == ["general"]


async def test_reset_asks_first(server: Server) -> None:
    await server.manager.slash(server.channel, "prefix set", prefix="?")
    question = await server.manager.slash(server.channel, "config reset", setting="prefix")
    assert "Reset Prefix?" in shown(question)
    assert "Pong!" in await server.says(server.member, "?ping")
    assert question.response is not None
    await server.manager.click(question.response, label="Reset")
    assert "Prefix is `$` again" in shown(question)
    assert "Pong!" in await server.says(server.member, "$ping")


async def test_a_reset_that_is_cancelled_changes_nothing(server: Server) -> None:
    await server.manager.slash(server.channel, "prefix set", prefix="?")
    question = await server.manager.slash(server.channel, "config reset", setting="prefix")
    assert question.response is not None
    await server.manager.click(question.response, label="Cancel")
    assert "Nothing was changed" in shown(question)
    assert "Pong!" in await server.says(server.member, "?ping")


async def test_a_confirmation_that_failed_can_be_given_again(server: Server, database: Database) -> None:
    await server.manager.slash(server.channel, "prefix set", prefix="?")
    question = await server.manager.slash(server.channel, "config reset", setting="prefix")
    assert question.response is not None
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE guild_config RENAME COLUMN prefix TO hidden"))
    failed = await server.manager.click(question.response, label="Reset")
    assert "error ID" in shown(failed.followups[0])
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE guild_config RENAME COLUMN hidden TO prefix"))
    await server.manager.click(question.response, label="Reset")
    assert "Prefix is `$` again" in shown(question)


async def _export(server: Server) -> bytes:
    result = await server.manager.slash(server.channel, "config export")
    assert result.ephemeral
    assert result.response is not None
    return await result.response.attachments[0].read()


async def test_an_export_is_imported_by_another_server(server: Server, env: Env) -> None:
    await server.manager.slash(server.channel, "prefix set", prefix="?")
    await server.manager.slash(server.channel, "config set", setting="timezone", value="Asia/Tokyo")
    exported = await _export(server)
    settings = json.loads(exported)["settings"]
    assert settings["prefix"] == "?"
    assert settings["levels_multiplier"] == "1"
    assert settings["levels_announce_channel"] is None

    owner = env.create_user("otto")
    guild = env.create_guild("Meadow", owner=owner)
    other = Server(guild, guild.create_text_channel("general"), *[MemberActor(env, guild, owner)] * 3)
    question = await offer_file(other, other.owner, exported)
    assert "Prefix: `$` → `?`" in shown(question)
    assert "Time zone: `UTC` → `Asia/Tokyo`" in shown(question)
    assert question.response is not None
    await other.owner.click(question.response, label="Import")
    assert "was imported" in shown(question)
    assert "Pong!" in await other.says(other.owner, "?ping")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not json", "no exported configuration"),
        (b"[]", "no exported configuration"),
        (b'{"settings": {}, "more": 1}', "more"),
        (b'{"settings": {"prefix": 5}}', "prefix"),
        (b'{"settings": {"prefix": "?", "colour": "red"}}', "`colour`: there is no such setting"),
        (b'{"settings": {"timezone": "Asia/Tokyo", "prefix": "a b"}}', "white space"),
        (b'{"settings": {"levels_announce_channel": "<#123456789012345678>"}}', "no such channel"),
        (b'{"settings": {"levels_xp_max": "1001"}}', "whole number from 1 to 1000"),
        (b'{"settings": {}}' + b" " * MAX_FILE_BYTES, "too large"),
    ],
)
async def test_a_file_is_taken_whole_or_not_at_all(server: Server, content: bytes, reason: str) -> None:
    result = await offer_file(server, server.manager, content)
    assert reason in shown(result)
    assert result.ephemeral
    assert "`timezone` `UTC`" in shown(await server.manager.slash(server.channel, "config show"))


async def test_a_file_that_discord_does_not_hand_out_is_not_waited_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_file: discord.Attachment) -> bytes:
        await asyncio.sleep(60)
        return b""

    monkeypatch.setattr(discord.Attachment, "read", hang)
    monkeypatch.setattr(sys.modules["astromorty.cogs.config.transfer"], "FETCH_TIMEOUT", 0.01)
    result = await offer_file(server, server.manager, b"{}")
    assert "Discord did not hand out the file" in shown(result)
    assert result.ephemeral


async def test_an_import_is_refused_if_somebody_changed_a_setting_after_the_question(server: Server) -> None:
    question = await offer_file(server, server.manager, b'{"settings": {"prefix": "?"}}')
    await server.owner.slash(server.channel, "config set", setting="timezone", value="Asia/Tokyo")
    assert question.response is not None
    await server.manager.click(question.response, label="Import")
    assert "Somebody else changed the configuration meanwhile" in shown(question)
    assert "Pong!" in await server.says(server.member, "$ping")


async def test_a_setting_takes_a_channel_of_this_server_only(server: Server) -> None:
    async def chosen(value: str) -> str:
        setting = "levels_announce_channel"
        return shown(await server.manager.slash(server.channel, "config set", setting=setting, value=value))

    assert f"Announcement channel is now <#{server.channel.id}>" in await chosen(f"<#{server.channel.id}>")
    assert "no such channel" in await chosen("<#123456789012345678>")
    assert "That is no channel" in await chosen("general")


async def test_roles_and_log_channels_are_set_shown_exported_imported_and_reset(server: Server) -> None:
    role = server.guild.create_role("Jailed", permissions=discord.Permissions.none(), position=1)
    high = server.guild.create_role("Kings", position=90)
    set_to = await server.says(server.manager, f"$config set jail_role <@&{role.id}>")
    assert f"Role is now <@&{role.id}>" in set_to
    await server.says(server.manager, f"$config set log_members <#{server.channel.id}>")
    exported = await _export(server)
    settings = json.loads(exported)["settings"]
    assert (settings["jail_role"], settings["log_members"]) == (f"<@&{role.id}>", f"<#{server.channel.id}>")
    reset = await server.manager.slash(server.channel, "config reset", setting="jail_role")
    assert reset.response is not None
    await server.manager.click(reset.response, label="Reset")
    assert "`jail_role` `none`" in shown(await server.manager.slash(server.channel, "config show", area="jail"))
    question = await offer_file(server, server.manager, exported)
    assert f"Role: `none` → <@&{role.id}>" in shown(question)
    for value in (f"<@&{high.id}>", f"<@&{server.channel.id}>", "Jailed"):
        refused = await offer_file(server, server.manager, json.dumps({"settings": {"jail_role": value}}).encode())
        assert "The file cannot be used, and nothing was changed" in shown(refused)
