"""Levels as members meet them."""

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.guild_settings.kinds import Value
from behaviour.world import Server, shown


@pytest.fixture(autouse=True)
async def twenty(server: Server, bot: Astromorty, env: Env) -> None:
    """Let each message give 20 XP."""
    del env
    await choose(server, bot, levels_xp_min=20, levels_xp_max=20, levels_cooldown=0)


async def choose(server: Server, bot: Astromorty, **settings: Value) -> None:
    for name, value in settings.items():
        await bot.guild_settings.save(server.guild.id, SETTINGS[name], value)


async def xp(server: Server, bot: Astromorty) -> int:
    level = await bot.levels.get(server.member.id, server.guild.id)
    return level.xp if level else 0


async def test_messages_give_experience_and_the_level_is_shown(server: Server, bot: Astromorty) -> None:
    said = [await server.says(server.member, f"message {number}") for number in range(8)]
    assert said == ["", "", "", "", f"🎉 {server.member.mention} reached level 1!", "", "", ""]
    for text in (
        await server.says(server.member, "$level"),
        shown(await server.member.slash(server.channel, "level")),
        await server.says(server.owner, "$level mia"),
        shown(await server.owner.context_menu(server.channel, "Level", server.member)),
    ):
        assert (
            text
            == "### mia\nLevel **1** · **#1** in this server · 160 XP\n`███████░░░░░░░░░░░░░` 60 of 155 XP to level 2"
        )


async def test_the_leaderboard_shows_places_and_ones_own(server: Server, bot: Astromorty) -> None:
    assert "Nobody has any XP here yet." in await server.says(server.member, "$leaderboard")
    await server.member.send(server.channel, "hello")
    await server.manager.send(server.channel, "hello")
    await server.manager.send(server.channel, "hello again")
    for text in (
        await server.says(server.member, "$leaderboard"),
        shown(await server.member.slash(server.channel, "leaderboard", page=99)),
    ):
        assert "**#1** manu · level 0 · 40 XP\n**#2** mia · level 0 · 20 XP" in text
        assert "You are **#2** · level 0 · 20 XP" in text
    assert "You have no XP here yet." in await server.says(server.owner, "$leaderboard")


async def test_a_member_who_is_not_found_is_refused(server: Server) -> None:
    assert await server.says(server.member, "$level nobody") == "❌ Member `nobody` not found."
