"""What the dashboard and `config show` say about channels and roles that are of no use any more."""

import discord
import pytest
from simcord.builders import ChannelHandle, RoleHandle
from simcord.env import Env

from behaviour.dashboard import control, open_dashboard, open_page
from behaviour.world import Server, shown

SENTENCE = "I may not write in <#{}>: there I lack Send Messages."


@pytest.fixture
def closed(server: Server, env: Env) -> ChannelHandle:
    """A channel in which the bot may not write."""
    assert env.bot.user is not None
    silent = discord.PermissionOverwrite(send_messages=False)
    return server.guild.create_text_channel("closed", overwrites={env.bot.user: silent})


async def choose_jail_role(server: Server) -> RoleHandle:
    """Set a jail role that the bot can give."""
    role = server.guild.create_role("Jailed", permissions=discord.Permissions.none(), position=1)
    page = await open_page(server, "jail")
    await server.manager.select(page, [role], custom_id=control(page, "edit:jail_role"))
    assert f"**Role** <@&{role.id}>" in shown(page)
    assert "⚠️" not in shown(page)
    return role


async def test_a_log_channel_in_which_i_may_not_write_says_so_beside_it(server: Server, closed: ChannelHandle) -> None:
    page = await open_page(server, "logs")
    await server.manager.select(page, [closed], custom_id=control(page, "edit:log_members"))
    assert f"**Members** <#{closed.id}>" in shown(page)
    sentence = SENTENCE.format(closed.id)
    assert shown(page).count(sentence) == 1
    assert f"Members <#{closed.id}> ⚠️ {sentence}" in shown(await open_dashboard(server))
    assert sentence in shown(await server.manager.slash(server.channel, "config show", area="logs"))


async def test_a_log_channel_that_was_deleted_says_so(server: Server, env: Env) -> None:
    channel = server.guild.create_text_channel("soon-gone")
    page = await open_page(server, "logs")
    await server.manager.select(page, [channel], custom_id=control(page, "edit:log_reports"))
    env.backend.delete_channel(channel.id)
    assert "This channel is gone; choose another one." in shown(await open_page(server, "logs"))


async def test_a_jail_role_that_came_to_stand_above_mine_says_so(server: Server, env: Env) -> None:
    role = await choose_jail_role(server)
    env.backend.reorder_roles(server.guild.id, [{"id": role.id, "position": 90}])
    assert "I cannot give it: it is not below my highest role" in shown(await open_page(server, "jail"))


async def test_a_jail_role_that_was_deleted_says_so(server: Server, env: Env) -> None:
    role = await choose_jail_role(server)
    env.backend.delete_role(server.guild.id, role.id)
    assert "This role is gone; choose another one." in shown(await open_page(server, "jail"))


async def test_a_role_above_mine_cannot_be_chosen(server: Server) -> None:
    role = server.guild.create_role("Kings", position=90)
    page = await open_page(server, "jail")
    refused = await server.manager.select(page, [role], custom_id=control(page, "edit:jail_role"))
    assert f"I cannot give {role.mention}: it is not below my highest role" in shown(refused)
    assert refused.ephemeral
    assert "**Role** `none`" in shown(page)
