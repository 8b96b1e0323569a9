"""Levels as members see them."""

from typing import Any

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.enums import MessageType
from simcord.env import Env
from simcord.results import InteractionResult

from astromorty.bot import Astromorty
from behaviour.levels.conftest import Choose, Xp
from behaviour.world import Server, parts, shown

MEDIA_GALLERY = 12


async def test_messages_give_experience_and_the_level_is_announced(server: Server, xp: Xp) -> None:
    said = [await server.says(server.member, f"message {number}") for number in range(8)]
    assert said == ["", "", "", "", f"🎉 {server.member.mention} reached level 1!", "", "", ""]
    assert await xp(server.member) == 160


async def test_the_level_is_a_picture_that_says_the_same_in_words(server: Server, bot: Astromorty) -> None:
    await bot.levels.set_xp(server.member.id, server.guild.id, 160)
    answers = [
        await server.member.slash(server.channel, "level"),
        await server.owner.context_menu(server.channel, "Level", server.member),
        await server.owner.slash(server.channel, "level", member=server.member),
    ]
    await server.owner.send(server.channel, "$level mia")
    for answer in (*answers, server.channel.history()[-1]):
        [gallery] = [part for part in parts(answer) if part["type"] == MEDIA_GALLERY]
        [picture] = gallery["items"]
        assert picture["description"].startswith("**mia** · Level **1** · Rank **#1**")
        assert "60 / 155 XP" in picture["description"]


async def test_the_menu_of_who_left_the_server_shows_their_level_too(
    server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.levels.set_xp(server.member.id, server.guild.id, 160)
    invoke = server.owner._dispatch_interaction  # pyright: ignore[reportPrivateUsage]  # it names members only

    async def of_a_user(kind: Any, channel: ChannelHandle, data: dict[str, Any]) -> InteractionResult:
        del data["resolved"]["members"]
        return await invoke(kind, channel, data)

    monkeypatch.setattr(server.owner, "_dispatch_interaction", of_a_user)
    answer = await server.owner.context_menu(server.channel, "Level", server.member)
    assert "Level **1** · Rank **#1**" in str(parts(answer))
    assert answer.ephemeral


async def test_the_level_is_in_words_where_files_are_not_allowed(server: Server, env: Env) -> None:
    assert env.bot.user is not None
    quiet = server.guild.create_text_channel(
        "quiet", overwrites={env.bot.user: discord.PermissionOverwrite(attach_files=False)}
    )
    await server.member.send(quiet, "$level")
    assert "**mia** · Level **0** · Rank **–**" in shown(quiet.history()[-1])


async def test_a_member_who_is_not_found_is_refused(server: Server) -> None:
    assert await server.says(server.member, "$level nobody") == "❌ Member `nobody` not found. Example: `$level @Mia`"


async def test_the_leaderboard_shows_places_and_ones_own(server: Server) -> None:
    assert "Nobody has any XP here yet." in await server.says(server.member, "$leaderboard")
    for author in (server.member, server.manager, server.manager):
        await author.send(server.channel, "hello")
    for text in (
        await server.says(server.member, "$leaderboard"),
        shown(await server.member.slash(server.channel, "leaderboard", page=99)),
    ):
        assert "**#1** manu · level 0 · 40 XP\n**#2** mia · level 0 · 20 XP" in text
        assert "You are **#2** · level 0 · 20 XP" in text
    assert "You have no XP here yet." in await server.says(server.owner, "$leaderboard")


async def test_a_long_leaderboard_has_pages_and_names_who_left(server: Server, bot: Astromorty) -> None:
    stranger = 81_384_788_765_712_384
    await bot.levels.add_xp(stranger, server.guild.id, 5_000)
    await bot.levels.add_xp_to_many({(server.guild.id, 1_000 + n): 100 for n in range(10)})
    await bot.levels.add_xp(server.member.id, server.guild.id, 100)
    await server.member.send(server.channel, "$leaderboard")
    board = server.channel.history()[-1]
    assert f"**#1** `{stranger}` (left) · level 10 · 5,000 XP" in shown(board)
    assert "**#2** `1000` (left)" in shown(board)
    assert "**#2** `1008` (left)" in shown(board)
    turned = shown(await server.member.click(board, label="Next"))
    assert "**#2** `1009` (left) · level 1 · 100 XP\n**#2** mia" in turned, "equals share a place, over pages too"
    assert "Page 2 of 2" in turned
    assert "**#2** mia" in await server.says(server.member, "$leaderboard 2")


@pytest.mark.parametrize("text", ["$ping", "$LEVEL"])
async def test_a_command_gives_nothing(server: Server, xp: Xp, text: str) -> None:
    await server.member.send(server.channel, text)
    assert await xp(server.member) == 0


async def test_bots_webhooks_and_direct_messages_give_nothing(server: Server, env: Env, bot: Astromorty) -> None:
    robot = server.guild.add_member(env.create_user("robot", bot=True))
    await robot.send(server.channel, "beep")
    await server.guild.create_webhook(server.channel).send("news")
    await server.member.send_dm("hello")
    server.guild.create_system_message(server.channel, MessageType.NEW_MEMBER, author=server.member)
    await env.settle()
    assert await bot.levels.leaderboard(server.guild.id) == ()


async def test_within_the_cooldown_a_message_gives_nothing(server: Server, choose: Choose, xp: Xp) -> None:
    await choose(levels_cooldown=60)
    for _ in range(3):
        await server.member.send(server.channel, "hello")
        await server.manager.send(server.channel, "hello")
    assert (await xp(server.member), await xp(server.manager)) == (20, 20)
    await choose(levels_cooldown=0)
    await server.member.send(server.channel, "hello")
    assert await xp(server.member) == 40, "a shorter cooldown holds at once"


async def test_who_has_all_xp_that_can_be_counted_keeps_it(server: Server, xp: Xp, logged: list[str]) -> None:
    limit = 2**53 - 1
    await server.owner.slash(server.channel, "levels set", member=server.member, xp=limit)
    assert await server.says(server.member, "hello") == ""
    assert await xp(server.member) == limit
    assert not [line for line in logged if line.startswith(("ERROR", "WARNING"))]
    answer = await server.owner.slash(server.channel, "levels give", member=server.member, xp=1)
    assert shown(answer) == "❌ Nobody can have more than 9,007,199,254,740,991 XP; give less."
