"""`jail setup`: what it makes, and what it says about where it could not."""

import discord
from simcord.builders import ChannelHandle
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.services.guild_settings import SETTINGS
from behaviour.moderation.staff import Staff
from behaviour.world import shown


def writes(env: Env, role_id: int, channel: ChannelHandle) -> bool | None:
    """Return what a channel says about a role and Send Messages: allowed, denied or nothing."""
    send = discord.Permissions(send_messages=True).value
    for overwrite in env.backend.get_channel(channel.id).overwrites:
        if overwrite.target_id == role_id:
            return True if overwrite.allow & send else False if overwrite.deny & send else None
    return None


async def press(staff: Staff, label: str) -> str:
    """Let the owner ask for a jail and answer the question; return what then stands in its place."""
    await staff.server.says(staff.server.owner, "$jail setup")
    question = staff.server.channel.history()[-1]
    await staff.server.owner.click(question, label=label)
    return shown(staff.server.channel.history()[-1])


async def test_it_asks_makes_role_and_channel_and_tells_exactly_where_it_failed(
    staff: Staff, env: Env, bot: Astromorty
) -> None:
    guild = staff.server.guild
    assert guild.me is not None
    category = guild.create_category("Lounge")
    inside = guild.create_text_channel("inside", category=category)
    locked = guild.create_text_channel(
        "locked", overwrites={guild.me: discord.PermissionOverwrite(manage_roles=False, send_messages=False)}
    )
    assert "Nothing was changed." in await press(staff, "Cancel")
    assert (await bot.guild_settings.get(guild.id)).jail_role is None

    told = await press(staff, "Make it")
    config = await bot.guild_settings.get(guild.id)
    assert config.jail_role is not None
    assert config.jail_channel is not None
    jail = guild.channels["jail"]
    assert jail.id == config.jail_channel
    assert f"I made the role and the channel. Jailed members have <@&{config.jail_role}>" in told
    places = (staff.server.channel, category, inside)
    assert [writes(env, config.jail_role, place) for place in places] == [False] * 3
    assert writes(env, config.jail_role, jail) is True
    assert writes(env, staff.server.guild.roles["Moderators"].id, jail) is True
    assert f"I could not deny it in {locked.mention}:" in told
    assert "in 3 of 4 categories and channels" in told

    again = await press(staff, "Make it")
    assert "I made" not in again
    names = [role.name for role in env.backend.get_guild(guild.id).roles.values()]
    assert names.count("Jailed") == 1


async def test_a_role_that_the_bot_cannot_give_is_told_before_the_question(staff: Staff, bot: Astromorty) -> None:
    role = staff.server.guild.create_role("Jailed", position=99)
    await bot.guild_settings.save(staff.guild_id, SETTINGS["jail_role"], role.id)
    told = await staff.server.says(staff.server.owner, "$jail setup")
    assert f"I cannot give the jail role {role.mention}: it is not below my highest role" in told
    refused = await staff.moderator.slash(staff.server.channel, "jail setup")
    assert "Manage Server" in shown(refused)
