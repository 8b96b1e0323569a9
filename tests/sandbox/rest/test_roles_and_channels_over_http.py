"""Roles, channels, overwrites and the guild as a bare bot changes them."""

import discord
import pytest

from .conftest import Scene

MODERATION = discord.Permissions(moderate_members=True)


async def test_a_role_is_made_changed_moved_and_deleted(scene: Scene) -> None:
    created = scene.expect("guild_role_create")
    role = await scene.guild.create_role(name="Jail", permissions=MODERATION, colour=discord.Colour.red(), hoist=True)
    await created
    assert (role.name, role.colour, role.hoist, role.permissions) == ("Jail", discord.Colour.red(), True, MODERATION)
    updated = scene.expect("guild_role_update")
    await role.edit(name="Cell", mentionable=True, reason="renamed")
    await updated
    assert scene.role("Cell").mentionable
    assert scene.state.audit_log[-1].reason == "renamed"
    await scene.guild.edit_role_positions({role: 1, scene.role("Moderator"): 1})
    await scene.member("member").add_roles(role)
    assert (await scene.guild.fetch_role(role.id)).name == "Cell"
    assert await scene.guild.role_member_counts() == {
        role: 1,
        scene.role("Moderator"): 1,
        scene.guild.me.top_role: 1,
    }
    deleted = scene.expect("guild_role_delete")
    await role.delete()
    await deleted
    assert scene.member_state("member").role_ids == []


async def test_a_role_may_hold_nothing_that_the_bot_lacks(scene: Scene) -> None:
    for permissions in (discord.Permissions(administrator=True), discord.Permissions(manage_guild=True)):
        with pytest.raises(discord.Forbidden) as refused:
            await scene.guild.create_role(name="x", permissions=permissions)
        assert refused.value.code == 50013


async def test_roles_at_or_above_the_bot_are_out_of_its_reach(scene: Scene) -> None:
    scene.state.roles[scene.role("Moderator").id].position = 9
    for forbidden in (scene.role("Moderator").edit(name="x"), scene.guild.me.top_role.edit(name="x")):
        with pytest.raises(discord.Forbidden):
            await forbidden
    with pytest.raises(discord.HTTPException) as refused:
        await scene.guild.default_role.delete()
    assert refused.value.code == 50028


async def test_the_251st_role_is_one_too_many(scene: Scene) -> None:
    everyone = scene.state.everyone
    for number in range(250 - len(scene.state.roles)):
        scene.state.roles[number + 1] = type(everyone)(number + 1, scene.state.id, f"r{number}")
    with pytest.raises(discord.HTTPException) as refused:
        await scene.guild.create_role(name="x")
    assert refused.value.code == 30005


async def test_a_channel_is_made_changed_and_deleted(scene: Scene) -> None:
    created = scene.expect("guild_channel_create")
    hidden = discord.PermissionOverwrite(view_channel=False)
    secret: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {
        scene.guild.default_role: hidden
    }
    channel = await scene.guild.create_text_channel(
        "Mod Talk", category=scene.guild.categories[0], topic="t", slowmode_delay=5, overwrites=secret
    )
    await created
    assert (channel.name, channel.topic, channel.slowmode_delay) == ("mod-talk", "t", 5)
    assert channel.category == scene.guild.categories[0]
    assert channel.overwrites_for(scene.guild.default_role).view_channel is False
    updated = scene.expect("guild_channel_update")
    scene.sandbox.world.channel(channel.id).overwrites.clear()
    await channel.edit(name="Other", nsfw=True)
    await updated
    fetched = await scene.client.fetch_channel(channel.id)
    assert isinstance(fetched, discord.TextChannel)
    assert (fetched.name, fetched.nsfw) == ("other", True)
    deleted = scene.expect("guild_channel_delete")
    await channel.delete()
    await deleted
    with pytest.raises(discord.NotFound) as unknown:
        await scene.client.fetch_channel(channel.id)
    assert unknown.value.code == 10003


async def test_other_kinds_of_channel_and_their_order(scene: Scene) -> None:
    category = await scene.guild.create_category("Games")
    voice = await scene.guild.create_voice_channel("Duo", category=category, user_limit=2, bitrate=32_000)
    assert (voice.name, voice.user_limit, voice.bitrate, voice.category) == ("Duo", 2, 32_000, category)
    await voice.move(end=True, category=None)
    assert scene.sandbox.world.channel(voice.id).parent_id is None
    await category.delete()
    assert {channel.id for channel in await scene.guild.fetch_channels()} == set(scene.state.channels)


async def test_an_overwrite_is_set_and_removed(scene: Scene) -> None:
    role = scene.role("Moderator")
    await scene.channel.set_permissions(role, send_messages=False, reason="quiet")
    assert (
        scene.state.channels[scene.channel.id].overwrites[role.id].deny == discord.Permissions(send_messages=True).value
    )
    await scene.channel.set_permissions(role, overwrite=None)
    assert role.id not in scene.state.channels[scene.channel.id].overwrites
    with pytest.raises(discord.NotFound) as unknown:
        await scene.channel.set_permissions(role, overwrite=None)
    assert unknown.value.code == 10009
    with pytest.raises(discord.Forbidden):
        await scene.channel.set_permissions(role, manage_guild=True)


async def test_a_hidden_channel_is_refused_as_no_access(scene: Scene) -> None:
    log = scene.text_channel("mod-log")
    scene.state.channels[log.id].overwrites.pop(scene.guild.me.top_role.id)
    for forbidden in (scene.client.fetch_channel(log.id), log.send("x"), log.edit(name="x")):
        with pytest.raises(discord.Forbidden) as refused:
            await forbidden
        assert refused.value.code == 50001


async def test_the_guild_is_read_renamed_and_left(scene: Scene) -> None:
    fetched = await scene.client.fetch_guild(scene.guild.id)
    assert fetched.approximate_member_count == 4
    assert len([guild async for guild in scene.client.fetch_guilds()]) == 2
    assert await scene.guild.fetch_emojis() == []
    assert await scene.guild.fetch_stickers() == []
    assert await scene.guild.active_threads() == []
    with pytest.raises(discord.Forbidden):
        await scene.guild.edit(name="New")
    scene.state.everyone.permissions |= discord.Permissions(manage_guild=True).value
    assert (await scene.guild.edit(description="Ours")).description == "Ours"
    assert await scene.guild.invites() == []
    left = scene.expect("guild_remove")
    guild_id = scene.guild.id
    await scene.guild.leave()
    await left
    with pytest.raises(discord.Forbidden) as refused:
        await scene.client.fetch_guild(guild_id)
    assert refused.value.code == 50001


async def test_the_audit_log_tells_what_the_bot_did_and_why(scene: Scene) -> None:
    written = scene.expect("audit_log_entry_create")
    await scene.member("member").kick(reason="zu laut – ätsch")
    await written
    await scene.guild.create_role(name="x")
    entries = [entry async for entry in scene.guild.audit_logs(action=discord.AuditLogAction.kick)]
    assert [(entry.reason, entry.user) for entry in entries] == [("zu laut – ätsch", scene.guild.me)]
