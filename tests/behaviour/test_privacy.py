import json

import pytest
from simcord.env import Env
from sqlalchemy import text

from astromorty.bot import Astromorty
from astromorty.database.controllers.level import LevelController
from behaviour.world import Server, shown

EXPERIENCE = "Experience and level, one entry for each server"


@pytest.fixture
async def levels(server: Server, bot: Astromorty) -> LevelController:
    """Two servers that know the member, and one that knows the owner."""
    levels = LevelController(bot.database)
    await bot.known_guilds.joined(1, "Meadow")
    await levels.add_xp_to_many({(1, server.member.id): 20, (2, server.member.id): 30, (1, server.owner.id): 40})
    return levels


async def test_info_says_what_is_stored_and_what_would_become_of_it(server: Server, levels: LevelController) -> None:
    del levels
    info = await server.member.slash(server.channel, "privacy info")
    assert f"**Would be deleted**\n- {EXPERIENCE}: 2" in shown(info)
    assert info.ephemeral
    assert f"{EXPERIENCE}: 2" in await server.says(server.member, "$privacy")
    assert "Nothing is stored about you" in shown(await server.manager.slash(server.channel, "privacy info"))


async def test_the_export_comes_as_a_direct_message(server: Server, levels: LevelController) -> None:
    del levels
    answer = await server.member.slash(server.channel, "privacy export")
    assert "in a direct message" in shown(answer)
    assert answer.ephemeral
    [message] = server.member.user.dm_channel.history()
    content = json.loads(await message.attachments[0].read())
    member_id = str(server.member.id)
    assert content["member_id"] == member_id
    assert content["servers"] == {"1": "Meadow", "2": None}
    rows = [(row["guild_id"], row["member_id"], row["xp"]) for row in content["data"]["level"]]
    assert rows == [("1", member_id, 20), ("2", member_id, 30)]


async def test_who_takes_no_direct_messages_is_told_and_nothing_is_posted(server: Server, env: Env) -> None:
    closed = server.member.user.dm_channel.id
    env.inject_error("POST", f"/channels/{closed}/messages", status=403, code=50007, times=None)
    refused = await server.member.slash(server.channel, "privacy export")
    assert "I cannot write to you" in shown(refused)
    assert "I cannot write to you" in await server.says(server.member, "$privacy export"), "no cooldown for a failure"
    assert not any(message.attachments for message in server.channel.history())


async def test_a_second_export_has_to_wait(server: Server) -> None:
    await server.member.slash(server.channel, "privacy export")
    assert "Try again in" in await server.says(server.member, "$privacy export")


async def test_delete_asks_says_what_it_does_and_does_it(server: Server, levels: LevelController) -> None:
    question = await server.member.slash(server.channel, "privacy delete")
    assert f"**Would be deleted**\n- {EXPERIENCE}: 2" in shown(question)
    assert question.ephemeral
    assert await levels.get(server.member.id, 1) is not None
    assert question.response is not None
    await server.member.click(question.response, label="Delete my data")
    assert f"**Deleted**\n- {EXPERIENCE}: 2" in shown(question)
    assert await levels.get(server.member.id, 1) is None
    assert await levels.get(server.owner.id, 1) is not None
    assert "Nothing is stored about you" in shown(await server.member.slash(server.channel, "privacy delete"))


async def test_everything_works_in_direct_messages(server: Server, levels: LevelController, env: Env) -> None:
    user = env.create_user("dora")
    await levels.add_xp(user.id, 1, 20)
    del server
    for command in ("info", "export", "delete"):
        await user.send_dm(f"$privacy {command}")
    info, file, sent, question = [message for message in user.dm_channel.history() if message.author.bot]
    assert EXPERIENCE in shown(info)
    assert len(file.attachments) == 1
    assert "I have sent you" in shown(sent)
    await user.click(question, label="Delete my data")
    assert await levels.get(user.id, 1) is None


async def test_who_has_only_what_is_kept_is_told_so(server: Server, bot: Astromorty) -> None:
    await bot.known_guilds.joined(server.guild.id, "Garden")
    async with bot.database.engine.begin() as connection:
        ban = "INSERT INTO snippet_ban (guild_id, member_id) VALUES (:guild_id, :member_id)"
        await connection.execute(text(ban), {"guild_id": server.guild.id, "member_id": server.member.id})
    answer = shown(await server.member.slash(server.channel, "privacy delete"))
    assert "There is nothing to delete" in answer
    assert "**Would be kept**\n- Servers where you may not write snippets: 1 – a decision" in answer
