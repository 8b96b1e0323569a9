"""History, bulk deletion, pins, reactions, typing and direct messages as a bare bot uses them."""

from datetime import timedelta

import discord
import pytest
from discord.http import Route

from discord_sandbox.state.application import ApplicationFlags
from discord_sandbox.state.guild import Emoji

from .conftest import Scene


async def test_history_is_paged_in_each_direction(scene: Scene) -> None:
    sent = [await scene.channel.send(str(number)) for number in range(12)]

    async def contents(**parts: object) -> list[str]:
        return [message.content async for message in scene.channel.history(**parts)]  # pyright: ignore[reportArgumentType]

    assert await contents(limit=3) == ["11", "10", "9"]
    assert await contents(before=sent[3]) == ["2", "1", "0"]
    assert await contents(after=sent[9]) == ["10", "11"]
    assert await contents(around=sent[5], limit=3) == ["6", "5", "4"]
    assert (await scene.channel.fetch_message(sent[4].id)).content == "4"


async def test_history_is_empty_where_it_may_not_be_read(scene: Scene) -> None:
    await scene.channel.send("x")
    scene.state.everyone.permissions &= ~discord.Permissions(read_message_history=True).value
    scene.state.roles[scene.guild.me.top_role.id].permissions &= ~discord.Permissions(read_message_history=True).value
    assert [message async for message in scene.channel.history()] == []


async def test_without_the_message_content_flag_the_text_of_others_is_not_read(scene: Scene) -> None:
    own, other = await scene.channel.send("own"), await scene.channel.send("other")
    scene.sandbox.world.message(scene.channel.id, other.id).author = scene.member_state("member").user
    scene.sandbox.world.application.flags &= ~ApplicationFlags.MESSAGE_CONTENT
    assert [message.content async for message in scene.channel.history()] == ["", "own"]
    assert (await scene.channel.fetch_message(own.id)).content == "own"


async def test_bulk_deletion_takes_two_to_a_hundred_fresh_messages(scene: Scene) -> None:
    sent = [await scene.channel.send(str(number)) for number in range(4)]
    deleted = scene.expect("raw_bulk_message_delete")
    await scene.channel.delete_messages(sent[:3])
    event = await deleted
    assert isinstance(event, discord.RawBulkMessageDeleteEvent)
    assert event.message_ids == {message.id for message in sent[:3]}
    scene.sandbox.rest.observe = None  # what follows is no request that Discord describes
    bulk = Route("POST", "/channels/{channel_id}/messages/bulk-delete", channel_id=scene.channel.id)
    with pytest.raises(discord.HTTPException) as few:
        await scene.client.http.request(bulk, json={"messages": [str(sent[3].id)]})
    assert few.value.code == 50016
    scene.sandbox.clock.advance(timedelta(days=15).total_seconds())
    with pytest.raises(discord.HTTPException) as old:
        await scene.channel.delete_messages([sent[3], discord.Object(sent[3].id + 1)])
    assert old.value.code == 50034


async def test_messages_are_pinned_listed_and_unpinned(scene: Scene) -> None:
    first, second = await scene.channel.send("first"), await scene.channel.send("second")
    told = scene.expect("guild_channel_pins_update")
    await first.pin()
    await told
    await second.pin(reason="important")
    assert [message.content async for message in scene.channel.pins()] == ["second", "first"]
    old = await scene.client.http.request(Route("GET", "/channels/{channel_id}/pins", channel_id=scene.channel.id))
    assert [message["content"] for message in old] == ["second", "first"]
    assert [message.type async for message in scene.channel.history(limit=1)] == [discord.MessageType.pins_add]
    await first.unpin()
    assert [message.content async for message in scene.channel.pins()] == ["second"]


async def test_pinning_needs_its_own_permission(scene: Scene) -> None:
    message = await scene.channel.send("x")
    scene.state.roles[scene.guild.me.top_role.id].permissions &= ~(1 << 51)
    with pytest.raises(discord.Forbidden):
        await message.pin()


async def test_reactions_come_and_go(scene: Scene) -> None:
    emoji = Emoji(scene.sandbox.world.snowflakes.next(), "party")
    scene.state.emojis[emoji.id] = emoji
    message = await scene.channel.send("x")
    added = scene.expect("raw_reaction_add")
    await message.add_reaction("🔥")
    event = await added
    assert isinstance(event, discord.RawReactionActionEvent)
    assert (event.emoji.name, event.user_id, event.member) == ("🔥", scene.guild.me.id, scene.guild.me)
    await message.add_reaction("1️⃣")
    await message.add_reaction(f"party:{emoji.id}")
    fetched = await scene.channel.fetch_message(message.id)
    assert [(str(each.emoji), each.count, each.me) for each in fetched.reactions] == [
        ("🔥", 1, True),
        ("1️⃣", 1, True),
        (f"<:party:{emoji.id}>", 1, True),
    ]
    assert [user.id async for user in fetched.reactions[0].users()] == [scene.guild.me.id]
    await message.remove_reaction("🔥", scene.guild.me)
    await message.clear_reaction("1️⃣")
    assert len((await scene.channel.fetch_message(message.id)).reactions) == 1
    cleared = scene.expect("raw_reaction_clear")
    await message.clear_reactions()
    await cleared
    assert (await scene.channel.fetch_message(message.id)).reactions == []


async def test_reactions_that_discord_refuses(scene: Scene) -> None:
    message = await scene.channel.send("x")
    for unknown in ("nope", "party:123456789012345678", "ü"):
        with pytest.raises(discord.HTTPException) as refused:
            await message.add_reaction(unknown)
        assert refused.value.code == 10014
    for number in range(20):
        await message.add_reaction(chr(0x1F400 + number))
    with pytest.raises(discord.Forbidden) as full:
        await message.add_reaction("🔥")
    assert full.value.code == 30010


async def test_the_reaction_of_another_user_is_taken_away_by_permission(scene: Scene) -> None:
    message = await scene.channel.send("x")
    await message.add_reaction("🔥")
    member = scene.member("member")
    scene.sandbox.world.message(scene.channel.id, message.id).reactions[0].user_ids.append(member.id)
    await message.remove_reaction("🔥", member)
    assert (await scene.channel.fetch_message(message.id)).reactions[0].count == 1
    scene.state.roles[scene.guild.me.top_role.id].permissions &= ~discord.Permissions(manage_messages=True).value
    for forbidden in (message.remove_reaction("🔥", member), message.clear_reaction("🔥"), message.clear_reactions()):
        with pytest.raises(discord.Forbidden):
            await forbidden


async def test_typing_is_shown(scene: Scene) -> None:
    shown = scene.expect("typing")
    await scene.channel.typing()
    await shown


async def test_a_direct_message_arrives_unless_its_reader_takes_none(scene: Scene) -> None:
    member = scene.member("member")
    message = await member.send("hello")
    assert isinstance(message.channel, discord.DMChannel)
    assert message.channel.recipient == member
    assert (await member.create_dm()).id == message.channel.id
    scene.member_state("member").user.accepts_direct_messages = False
    with pytest.raises(discord.Forbidden) as refused:
        await member.send("hello")
    assert refused.value.code == 50007


async def test_a_direct_message_to_a_stranger_or_to_itself_is_refused(scene: Scene) -> None:
    member = scene.member("member")
    for guild in scene.sandbox.world.guilds.values():
        guild.members.pop(member.id, None)
    with pytest.raises(discord.Forbidden) as refused:
        await member.send("hello")
    assert refused.value.code == 50007
    with pytest.raises(discord.HTTPException) as invalid:
        await scene.client.http.start_private_message(scene.guild.me.id)
    assert invalid.value.code == 50033


async def test_sending_needs_what_the_message_holds(scene: Scene) -> None:
    bot_role = scene.state.roles[scene.guild.me.top_role.id]
    embed_links = discord.Permissions(embed_links=True).value
    scene.state.everyone.permissions &= ~embed_links
    bot_role.permissions &= ~embed_links
    await scene.channel.send("plain")
    with pytest.raises(discord.Forbidden) as refused:
        await scene.channel.send(embed=discord.Embed(title="t"))
    assert refused.value.code == 50013
