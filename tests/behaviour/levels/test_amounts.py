"""Experience changed by hand."""

import pytest

from astromorty.bot import Astromorty
from behaviour.levels.conftest import Xp
from behaviour.world import Server, shown


async def test_xp_is_given_taken_and_set_in_both_forms(server: Server, xp: Xp) -> None:
    mia = server.member.mention
    assert await server.says(server.manager, "$levels give mia 150") == f"✅ {mia} has 150 XP now: level 1."
    answer = await server.manager.slash(server.channel, "levels give", member=server.member, xp=10)
    assert shown(answer) == f"✅ {mia} has 160 XP now: level 1."
    assert await server.says(server.manager, "$levels take mia 100") == f"✅ {mia} has 60 XP now: level 0."
    answer = await server.manager.slash(server.channel, "levels take", member=server.member, xp=500)
    assert shown(answer) == f"✅ {mia} has 0 XP now: level 0."
    assert await server.says(server.manager, "$levels set mia 4675") == f"✅ {mia} has 4,675 XP now: level 10."
    answer = await server.manager.slash(server.channel, "levels setlevel", member=server.member, level=100)
    assert shown(answer) == f"✅ {mia} has 1,899,250 XP now: level 100."
    assert await xp(server.member) == 1_899_250


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("give mia 0", "`0` is out of range; allowed is 1 to 9,007,199,254,740,991."),
        ("give mia much", "`xp` is a whole number, such as `10`."),
        ("set mia -1", "`-1` is out of range; allowed is 0 to 9,007,199,254,740,991."),
        ("setlevel mia 1001", "`1001` is out of range; allowed is 0 to 1,000."),
        ("take mia 5", "has no XP that could be taken."),
        ("reset mia", "has no XP that could be forgotten."),
        ("reset nobody", "User `nobody` not found."),
        ("give TestBot 5", "Bots have no levels; name a person."),
    ],
)
async def test_what_cannot_be_done_is_refused_in_one_sentence(server: Server, command: str, sentence: str) -> None:
    said = await server.says(server.manager, f"$levels {command}")
    assert said.startswith("❌ ")
    assert sentence in said


async def test_a_member_is_reset_after_a_question(server: Server, xp: Xp) -> None:
    await server.says(server.manager, "$levels give mia 150")
    await server.manager.send(server.channel, "$levels reset mia")
    question = server.channel.history()[-1]
    assert "has 150 XP" in shown(question)
    assert "begins anew" in shown(await server.manager.click(question, label="Forget"))
    assert await xp(server.member) == 0


async def test_the_whole_server_is_reset_by_typing_its_name(server: Server, bot: Astromorty, xp: Xp) -> None:
    await bot.levels.add_xp_to_many({(server.guild.id, member): 100 for member in (server.member.id, 5, 6)})
    await server.manager.slash(server.channel, "levels reset")
    question = server.channel.history()[-1]
    form = await server.manager.click(question, label="Forget all XP …")
    refused = await server.manager.submit_modal(form, {"name": "Gardens"})
    assert "That is not the name of this server, Garden. Nothing was changed." in shown(refused)
    assert await xp(server.member) == 100
    form = await server.manager.click(question, label="Forget all XP …")
    done = await server.manager.submit_modal(form, {"name": " garden "})
    assert "Everyone begins anew: the XP of 3 members was forgotten." in shown(done)
    assert await bot.levels.leaderboard(server.guild.id) == ()


async def test_a_question_can_be_left(server: Server, bot: Astromorty, xp: Xp) -> None:
    await bot.levels.add_xp(server.member.id, server.guild.id, 100)
    await server.manager.slash(server.channel, "levels reset")
    question = server.channel.history()[-1]
    assert "Nothing was changed." in shown(await server.manager.click(question, label="Cancel"))
    assert await xp(server.member) == 100
