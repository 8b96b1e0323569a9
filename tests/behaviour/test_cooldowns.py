"""Cooldowns: set by who manages the server, felt by everybody else, alike in every form of a command."""

import re

import discord
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.services.cooldowns import Cooldowns
from behaviour.dashboard import control, open_page
from behaviour.transfer import exported, offer, take
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


async def test_an_entry_of_a_menu_counts_with_its_command_and_presses_do_not(server: Server) -> None:
    await server.says(server.manager, "$cooldown set level 2 60")
    await server.says(server.manager, "$cooldown set help 1 60")
    assert "❌" not in shown(await server.member.context_menu(server.channel, "Level", server.manager))
    assert "❌" not in await server.says(server.member, "$level")
    refused = shown(await server.member.context_menu(server.channel, "Level", server.manager))
    assert "`level` can be used 2 times in 1 minute by each member. Try again" in refused
    opened = await server.member.slash(server.channel, "help")
    assert opened.response is not None
    await server.member.select(opened.response, ["Levels"], custom_id=control(opened.response, "area"))
    assert "/leaderboard" in shown(opened)
    assert "Try again" in shown(await server.member.slash(server.channel, "help"))


async def test_cooldowns_are_made_changed_and_removed_on_the_dashboard_exported_and_imported(
    server: Server, bot: Astromorty
) -> None:
    manager, page = server.manager, await open_page(server, "cooldowns")
    assert "none yet" in shown(page)
    values = {"command": "/Ping", "uses": "1", "seconds": "60", "per": ["channel"]}
    for wrong, why in (
        ({"command": "pong"}, "Did you mean `ping`"),
        ({"command": "manage-snippets"}, "no command of this server"),
        ({"uses": "many"}, "no whole number"),
        ({"seconds": "90000"}, "1 to 86,400 seconds"),
    ):
        form = await manager.click(page, custom_id=control(page, "cooldown:add"))
        assert why in shown(await manager.submit_modal(form, values | wrong))
    form = await manager.click(page, custom_id=control(page, "cooldown:add"))
    await manager.submit_modal(form, values)
    assert "`ping` · once in 1 minute in each channel" in shown(page)
    form = await manager.select(page, ["ping"], custom_id=control(page, "cooldown:change"))
    await manager.submit_modal(form, {"uses": "3", "seconds": "30", "per": ["server"]})
    assert "✅ `ping` can be used 3 times in 30 seconds in this server from now on." in shown(page)

    part = await exported(server, "cooldowns")
    assert part == [{"command": "ping", "uses": 3, "seconds": 30, "per": "server"}]
    await manager.select(page, ["ping"], custom_id=control(page, "cooldown:remove"))
    assert "has no cooldown of its own any more" in shown(page)
    assert "none yet" in shown(page)
    assert "`ping`: 3 times in 30 seconds in this server" in await take(server, manager, "cooldowns", part)
    assert await exported(server, "cooldowns") == part
    kept = await Cooldowns(bot.database).of_guild(server.guild.id)
    assert [(each.command, each.uses) for each in kept] == [("ping", 3)], "another process knows it, too"
    for wrong, why in (
        ({"command": "owner cache"}, "is no command of this server"),
        ({"uses": 0}, "0.uses"),
        ({"per": "moon"}, "0.per"),
    ):
        assert why in shown(await offer(server, manager, "cooldowns", [part[0] | wrong]))
    assert "a command has one" in shown(await offer(server, manager, "cooldowns", part * 2))
    await server.says(server.owner, '$permissions set "cooldown set" nobody')
    assert "❌" in shown(await offer(server, manager, "cooldowns", [part[0] | {"uses": 5}]))
