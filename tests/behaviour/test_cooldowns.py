"""Cooldowns: set by who manages the server, felt by everybody else, alike in every form of a command."""

import re

import discord
from simcord.env import Env

from astromorty.bot import Astromorty
from behaviour.world import Server, shown


async def test_a_cooldown_holds_over_both_forms_by_member_and_exempts_who_may_set_it(server: Server) -> None:
    assert "can be used 2 times in 1 minute by each member from now on" in await server.says(
        server.manager, "$cooldown set ping 2 60"
    )
    assert "Pong" in await server.says(server.member, "$ping")
    assert "Pong" in shown(await server.member.slash(server.channel, "ping"))
    refused = await server.says(server.member, "$ping")
    assert re.search(r"❌ `ping` can be used 2 times in 1 minute by each member\. Try again <t:\d+:R>\.", refused)
    answer = await server.member.slash(server.channel, "ping")
    assert "Try again" in shown(answer)
    assert answer.ephemeral
    for _ in range(3):
        assert "Pong" in await server.says(server.manager, "$ping")
    assert "`ping` has no cooldown of its own any more" in await server.says(server.manager, "$cooldown reset ping")
    assert "Pong" in await server.says(server.member, "$ping")
    assert "❌" in await server.says(server.manager, "$cooldown reset ping")


async def test_a_groups_cooldown_covers_its_subcommands_and_counts_only_what_runs(
    env: Env, server: Server, bot: Astromorty
) -> None:
    await server.says(server.manager, "$cooldown set snippets 1 60 server")
    assert "1 minute in this server, by the one of `snippets`" in await server.says(
        server.manager, "$cooldown snippets list"
    )
    assert "missing" in await server.says(server.member, "$snippets info"), "not understood, so not counted"
    assert "❌" in await server.says(server.member, "$snippets lock rules"), "not allowed, so not counted"
    other = server.guild.add_member(env.create_user("otto"))
    assert "There are none yet" in await server.says(server.member, "$snippets list")
    assert "Try again" in await server.says(other, "$snippets list")
    await server.says(server.manager, '$cooldown set "snippets list" 1 60')
    assert "There are none yet" in await server.says(other, "$snippets list"), "its own goes before its group's"
    assert "`snippets list` · once in 1 minute by each member" in await server.says(server.manager, "$cooldown")
    assert "is no command" in await server.says(server.manager, "$cooldown set manage-snippets 1 5")
    assert "out of range" in await server.says(server.manager, "$cooldown set ping 0 5")
    assert isinstance(bot.user, discord.ClientUser)
