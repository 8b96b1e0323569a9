"""Where a level is announced, in which words, and to nobody's alarm."""

import pytest
from simcord.env import Env

from behaviour.levels.conftest import Choose
from behaviour.world import Server, shown


async def reach_level_one(server: Server) -> str:
    """Return what the bot says where the member reaches level 1."""
    said = [await server.says(server.member, f"message {number}") for number in range(5)]
    return said[-1]


async def test_nowhere(server: Server) -> None:
    assert "announced nowhere" in await server.says(server.manager, "$levels announce off")
    assert await reach_level_one(server) == ""


async def test_in_a_channel_with_an_own_text(server: Server) -> None:
    hall = server.guild.create_text_channel("hall")
    answer = await server.manager.slash(
        server.channel, "levels announce", where="channel", channel=hall, template="{server}: {user} is {level}"
    )
    assert f"announced in {hall.mention}. The text: `{{server}}: {{user}} is {{level}}`" in shown(answer)
    assert await reach_level_one(server) == ""
    assert shown(hall.history()[-1]) == f"🎉 Garden: {server.member.mention} is 1"
    assert "the text" in (await server.says(server.manager, "$levels announce here default")).lower()


async def test_in_a_direct_message_and_a_closed_door_is_no_error(
    server: Server, env: Env, choose: Choose, logged: list[str]
) -> None:
    assert "direct message" in await server.says(server.manager, "$levels announce dm Well done, {user}!")
    assert await reach_level_one(server) == ""
    assert shown(server.member.user.dm_channel.history()[-1]) == f"🎉 Well done, {server.member.mention}!"
    assert not [line for line in logged if line.startswith(("ERROR", "WARNING"))]


async def test_nobody_is_pinged(server: Server, env: Env) -> None:
    await server.says(server.manager, "$levels announce here @everyone {user} reached {level}")
    assert await reach_level_one(server) == f"🎉 @everyone {server.member.mention} reached 1"
    posted = [str(entry) for entry in env.http_requests if entry.method == "POST"]
    sent = [entry for entry in posted if "@everyone" in entry]
    assert len(sent) == 2
    assert all("'allowed_mentions': {'parse': []" in entry for entry in sent)


async def test_a_template_full_of_placeholders_still_fits(server: Server) -> None:
    template = "{user}" * 83
    await server.says(server.manager, f"$levels announce here {template}")
    text = await reach_level_one(server)
    assert text.startswith(f"🎉 {server.member.mention}")
    assert len(text) <= 2_010


async def test_a_channel_that_is_gone_is_shown_to_managers_and_logged_once(
    server: Server, choose: Choose, logged: list[str]
) -> None:
    await choose(levels_announce="channel", levels_announce_channel=1_234_567_890_123_456_789)
    assert await reach_level_one(server) == ""
    await server.says(server.manager, "$levels setlevel mia 0")
    assert await reach_level_one(server) == ""
    assert sum("cannot be announced" in line for line in logged) == 1
    assert "⚠️ The channel for announcements does not exist" in await server.says(server.manager, "$levels")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("announce channel", "Name the channel too, such as `$levels announce channel #levels`."),
        ("announce somewhere", "Choose one of `off`, `here`, `channel`, `dm`."),
        ("announce here " + "x" * 501, "The text has 501 characters; 1 to 500 are allowed."),
    ],
)
async def test_what_cannot_be_set_is_refused(server: Server, text: str, sentence: str) -> None:
    assert (await server.says(server.manager, f"$levels {text}")).startswith(f"❌ {sentence}")
