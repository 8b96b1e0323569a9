"""Threads as a bare bot starts and looks after them."""

import discord
import pytest

from .conftest import Scene

CREATE_PUBLIC, MANAGE, SEND_IN = 1 << 35, 1 << 34, 1 << 38


def take(scene: Scene, permissions: int) -> None:
    """Take permissions from the bot and everybody."""
    for role in scene.state.roles.values():
        role.permissions &= ~permissions


async def code_of(act: object) -> int:
    with pytest.raises(discord.HTTPException) as refused:
        await act  # type: ignore[misc]
    return refused.value.code


async def test_a_thread_from_a_message_has_its_id_and_takes_messages(scene: Scene) -> None:
    message = await scene.channel.send("let us talk")
    created, edited = scene.expect("thread_create"), scene.expect("raw_message_edit")
    thread = await message.create_thread(name="  Talk ", auto_archive_duration=60, reason="asked for")
    assert (thread.id, thread.name, thread.parent, thread.owner) == (message.id, "Talk", scene.channel, scene.guild.me)
    assert (await created, thread.auto_archive_duration) == (thread, 60)
    await edited
    fetched = await scene.channel.fetch_message(message.id)
    assert (fetched.flags.has_thread, fetched.thread) == (True, thread)
    assert [each.id for each in scene.guild.threads] == [thread.id]
    sent = await thread.send("inside")
    assert [each.id async for each in thread.history()] == [sent.id]
    assert [each.id for each in scene.guild.channels if each.id == thread.id] == []
    assert await code_of(message.create_thread(name="again")) == 160004
    entry = scene.state.audit_log[-1]
    assert (entry.action, entry.target_id, entry.reason) == (110, thread.id, "asked for")


async def test_a_thread_without_a_message_is_told_in_its_channel_a_private_one_is_not(scene: Scene) -> None:
    public = await scene.channel.create_thread(name="Open", type=discord.ChannelType.public_thread)
    private = await scene.channel.create_thread(name="Closed")
    assert (public.is_private(), private.is_private()) == (False, True)
    told = [message async for message in scene.channel.history()]
    assert [(each.type, each.content) for each in told] == [(discord.MessageType.thread_created, "Open")]
    assert {each.name for each in await scene.guild.active_threads()} == {"Open", "Closed"}


async def test_an_archived_thread_opens_with_a_message_unless_it_is_locked(scene: Scene) -> None:
    thread = await scene.channel.create_thread(name="Talk", type=discord.ChannelType.public_thread)
    await thread.edit(archived=True)
    assert await scene.guild.active_threads() == []
    assert [each.id async for each in scene.channel.archived_threads()] == [thread.id]
    assert await code_of(thread.edit(name="x")) == 50083
    reopened = scene.expect("thread_join")
    await thread.send("wake up")
    await reopened
    assert [each.id for each in await scene.guild.active_threads()] == [thread.id]
    await thread.edit(locked=True)
    await thread.send("still mine to manage")
    take(scene, MANAGE)
    assert await code_of(thread.send("no more")) == 160005
    assert await code_of(thread.edit(locked=False)) == 50013
    assert await code_of(thread.delete()) == 50013


async def test_threads_have_permissions_of_their_own(scene: Scene) -> None:
    thread = await scene.channel.create_thread(name="Talk", type=discord.ChannelType.public_thread)
    take(scene, SEND_IN)
    assert await code_of(thread.send("x")) == 50013
    await scene.channel.send("the channel still works")
    take(scene, CREATE_PUBLIC)
    assert await code_of(scene.channel.create_thread(name="y", type=discord.ChannelType.public_thread)) == 50013
    scene.sandbox.rest.observe = None
    assert await code_of(scene.channel.create_thread(name="x" * 101)) == 50035


async def test_members_come_and_go_and_messages_are_deleted_with_a_ban(scene: Scene) -> None:
    thread = await scene.channel.create_thread(name="Talk")
    member = scene.member("member")
    joined = scene.expect("thread_member_join")
    await thread.add_user(member)
    await joined
    assert {each.id for each in await thread.fetch_members()} == {scene.guild.me.id, member.id}
    message = await thread.send("theirs")
    state = scene.sandbox.world.channel(thread.id)
    state.messages[message.id].author = scene.member_state("member").user
    await member.ban(delete_message_seconds=60)
    assert (list(state.messages), [each.id for each in await thread.fetch_members()]) == ([], [scene.guild.me.id])
    left = scene.expect("thread_remove")
    await thread.leave()
    await left


async def test_a_thread_goes_by_itself_or_with_its_channel(scene: Scene) -> None:
    first = await scene.channel.create_thread(name="One", type=discord.ChannelType.public_thread)
    await scene.channel.create_thread(name="Two", type=discord.ChannelType.public_thread)
    deleted = scene.expect("thread_delete")
    await first.delete(reason="done")
    await deleted
    assert [each.name for each in scene.guild.threads] == ["Two"]
    assert (scene.state.audit_log[-1].action, scene.state.audit_log[-1].reason) == (112, "done")
    gone = scene.expect("guild_channel_delete")
    await scene.channel.delete()
    await gone
    assert (scene.state.threads, len(scene.guild.threads)) == ({}, 0)
