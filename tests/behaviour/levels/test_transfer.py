"""Everyone's experience as a file: out of one server and into another, looked at before anything changes."""

from __future__ import annotations

import json
import sys

import pytest
from simcord.actors import MemberActor
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage
from sqlalchemy import text

from astromorty.bot import Astromorty
from astromorty.database.engine import Database
from astromorty.services.level_files import importing
from behaviour.levels.conftest import Xp
from behaviour.world import Server, shown

STRANGER = 81384788765712384


def answer(result: InteractionResult) -> ResponseMessage:
    assert result.response is not None
    return result.response


async def asked(server: Server, who: MemberActor, content: bytes, name: str, **options: str) -> InteractionResult:
    return await who.slash(server.channel, "levels import", file=(name, content), **options)


async def import_(server: Server, content: bytes, name: str = "levels.csv", **options: str) -> InteractionResult:
    """Ask for an import as a manager, and say yes."""
    question = await asked(server, server.manager, content, name, **options)
    await server.manager.click(answer(question), label="Import")
    return question


async def exported(server: Server) -> str:
    result = await server.manager.slash(server.channel, "levels export")
    assert result.ephemeral
    [file] = answer(result).attachments
    assert file.filename == f"levels-{server.guild.id}.csv"
    return (await file.read()).decode()


async def test_members_may_neither_export_nor_import(server: Server):
    refused = "❌ You need the Manage Server permission to do this."
    assert shown(await server.member.slash(server.channel, "levels export")) == refused
    assert shown(await asked(server, server.member, b"id,xp\n1,5\n", "levels.csv")) == refused


async def test_an_export_shows_who_has_what_and_no_formula(server: Server, bot: Astromorty):
    await bot.levels.set_xp(server.member.id, server.guild.id, 475)
    await bot.levels.set_xp(STRANGER, server.guild.id, 20)
    assert server.member.member is not None
    await server.member.member.edit(nick="=HYPERLINK(1)")
    assert (await exported(server)).splitlines() == [
        "member_id,xp,level,name",
        f"{server.member.id},475,3,'=HYPERLINK(1)",
        f"{STRANGER},20,0,",
    ]


async def test_what_would_change_is_shown_first_and_then_done(server: Server, xp: Xp, bot: Astromorty):
    await bot.levels.set_xp(server.member.id, server.guild.id, 100)
    content = f"id;xp\n{server.member.id};300\n{STRANGER};5\nAda;7\n".encode()
    question = await asked(server, server.manager, content, "levels.csv")
    assert "Members: 1 new, 1 changed, 0 unchanged" in shown(question)
    assert "**Rows left out, as they cannot be used: 1**\n• line 4: `Ada is no member's ID" in shown(question)
    assert await xp(server.member) == 100
    await server.manager.click(answer(question), label="Import")
    assert "The XP was imported: 1 new, 1 changed, 0 unchanged." in shown(question)
    assert await xp(server.member) == 300


async def test_experience_is_added_on_demand(server: Server, xp: Xp, bot: Astromorty):
    await bot.levels.set_xp(server.member.id, server.guild.id, 100)
    players = {"players": [{"id": str(server.member.id), "xp": 50, "level": 0, "username": "m"}]}
    await import_(server, json.dumps(players).encode(), "mee6.json", mode="add")
    assert await xp(server.member) == 150


async def test_a_refusal_changes_nothing(server: Server, xp: Xp):
    question = await asked(server, server.manager, f"id,xp\n{server.member.id},300\n".encode(), "levels.csv")
    await server.manager.click(answer(question), label="Cancel")
    assert "Nothing was changed." in shown(question)
    assert await xp(server.member) == 0


async def test_what_is_there_already_needs_no_question(server: Server, bot: Astromorty):
    await bot.levels.set_xp(server.member.id, server.guild.id, 100)
    content = (await exported(server)).encode()
    assert "Nobody's XP would change" in shown(await asked(server, server.manager, content, "levels.csv"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"name,score\nAda,5\n", "has to name the columns"),
        (b'{"players": 5}', "list of members"),
        (b"id,xp\n" + b" " * 5_000_000, "too large: 5,000,006 bytes where 5,000,000 are allowed"),
    ],
)
async def test_a_file_that_cannot_be_used_is_refused(server: Server, content: bytes, reason: str):
    refused = await asked(server, server.manager, content, "levels")
    assert reason in shown(refused)
    assert refused.ephemeral


async def test_imported_levels_earn_their_roles(server: Server, xp: Xp, bot: Astromorty):
    role = server.guild.create_role("Regular")
    await bot.level_rules.set_reward(server.guild.id, role.id, 1)
    await import_(server, f"id,xp\n{server.member.id},100\n".encode())
    assert await xp(server.member) == 100
    assert server.member.member is not None
    assert [role.name for role in server.member.member.roles[1:]] == ["Regular"]


async def test_how_far_an_import_is_can_be_seen(server: Server, env: Env, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importing, "_AT_ONCE", 1)
    # Loaded by name, as the bot's extensions are, and no attribute of the package.
    monkeypatch.setattr(sys.modules["astromorty.cogs.levels.import_question"], "SHOW_EVERY", 0.0)
    content = b"id,xp\n" + b"".join(b"%d,5\n" % number for number in range(1, 60))
    question = await import_(server, content)
    assert "The XP was imported: 59 new" in shown(question)
    assert "Importing …" in env.transcript()


async def test_an_import_that_failed_can_be_tried_again(
    server: Server, xp: Xp, env: Env, database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys.modules["astromorty.cogs.levels.import_question"], "SHOW_EVERY", 0.0)
    question = await asked(server, server.manager, f"id,xp\n{server.member.id},300\n".encode(), "levels.csv")
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE level RENAME COLUMN xp TO hidden"))
    failed = await server.manager.click(answer(question), label="Import")
    assert "error ID" in shown(failed.followups[0])
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE level RENAME COLUMN hidden TO xp"))
    assert "Importing …" in env.transcript()
    await server.manager.click(answer(question), label="Import")
    assert "The XP was imported: 1 new" in shown(question)
    assert await xp(server.member) == 300
