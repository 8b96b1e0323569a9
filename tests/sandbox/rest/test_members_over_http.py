"""Members and bans as a bare bot changes them."""

from datetime import timedelta

import discord
import pytest
from discord.http import Route

from .conftest import Scene


async def test_a_nickname_is_changed_and_the_change_comes_back_over_the_gateway(scene: Scene) -> None:
    update = scene.expect("member_update")
    await scene.member("member").edit(nick="Mimi", reason="asked for it")
    await update
    assert scene.member("member").nick == "Mimi"
    assert scene.state.audit_log[-1].reason == "asked for it"


async def test_the_bot_changes_its_own_nickname(scene: Scene) -> None:
    await scene.guild.me.edit(nick="Robot")
    assert (await scene.guild.fetch_member(scene.guild.me.id)).nick == "Robot"


async def test_a_role_is_given_and_taken_and_replaced(scene: Scene) -> None:
    member, role = scene.member("member"), scene.role("Moderator")
    update = scene.expect("member_update")
    await member.add_roles(role)
    await update
    assert role in member.roles
    await member.remove_roles(role)
    assert scene.member_state("member").role_ids == []
    await member.edit(roles=[role])
    assert scene.member_state("member").role_ids == [role.id]


async def test_a_member_is_timed_out_for_at_most_28_days(scene: Scene) -> None:
    member = scene.member("member")
    await member.timeout(timedelta(minutes=5))
    assert (await scene.guild.fetch_member(member.id)).is_timed_out()
    await member.timeout(None)
    assert not (await scene.guild.fetch_member(member.id)).is_timed_out()
    with pytest.raises(discord.HTTPException, match="28 days") as refused:
        await member.timeout(timedelta(days=29))
    assert refused.value.code == 50035


async def test_an_administrator_cannot_be_timed_out_even_below_the_bot(scene: Scene) -> None:
    moderator = scene.member("moderator")
    scene.state.roles[scene.role("Moderator").id].permissions |= discord.Permissions(administrator=True).value
    with pytest.raises(discord.Forbidden) as refused:
        await moderator.timeout(timedelta(minutes=1))
    assert refused.value.code == 50013


async def test_nobody_acts_on_the_owner_nor_without_the_permission(scene: Scene) -> None:
    owner = scene.member("owner")
    for forbidden in (owner.edit(nick="x"), owner.timeout(timedelta(minutes=1)), owner.kick(), owner.ban()):
        with pytest.raises(discord.Forbidden) as refused:
            await forbidden
        assert refused.value.code == 50013
    scene.state.members[scene.guild.me.id].role_ids.clear()
    with pytest.raises(discord.Forbidden):
        await scene.member("member").kick()


async def test_a_role_that_belongs_to_a_bot_is_given_to_nobody(scene: Scene) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await scene.member("member").add_roles(scene.role("Astromorty"))
    assert refused.value.code == 50028


async def test_members_are_listed_and_found(scene: Scene) -> None:
    assert {member.name async for member in scene.guild.fetch_members()} == {
        "owner",
        "moderator",
        "member",
        "Astromorty",
    }
    with pytest.raises(discord.NotFound) as unknown:
        await scene.guild.fetch_member(1)
    assert unknown.value.code == 10007
    found = await scene.client.http.request(
        Route("GET", "/guilds/{guild_id}/members/search", guild_id=scene.guild.id),
        params={"query": "MOM", "limit": 5},
    )
    assert [each["user"]["username"] for each in found] == ["moderator"]


async def test_a_kick_removes_and_a_ban_keeps_away_until_it_is_lifted(scene: Scene) -> None:
    removal = scene.expect("member_remove")
    await scene.member("member").kick(reason="spam")
    await removal
    assert scene.state.audit_log[-1].reason == "spam"
    moderator = scene.member("moderator")
    scene.state.members[moderator.id].role_ids.clear()
    banned = scene.expect("member_ban")
    await moderator.ban(reason="worse")
    await banned
    ban = await scene.guild.fetch_ban(moderator)
    assert (ban.user.id, ban.reason) == (moderator.id, "worse")
    assert [each.user.id async for each in scene.guild.bans()] == [moderator.id]
    lifted = scene.expect("member_unban")
    await scene.guild.unban(moderator)
    await lifted
    with pytest.raises(discord.NotFound) as unknown:
        await scene.guild.fetch_ban(moderator)
    assert unknown.value.code == 10026


async def test_a_ban_deletes_what_was_written_lately(scene: Scene) -> None:
    messages = scene.sandbox.world.channel(scene.channel.id).messages
    old = await scene.channel.send("theirs, long ago")
    scene.sandbox.clock.advance(120)
    own, late = await scene.channel.send("mine"), await scene.channel.send("theirs")
    for message in (old, late):
        messages[message.id].author = scene.member_state("member").user
    await scene.member("member").ban(delete_message_seconds=60)
    assert list(messages) == [old.id, own.id]


async def test_a_bulk_ban_names_whom_it_could_not_ban(scene: Scene) -> None:
    scene.role("Astromorty")
    scene.state.roles[scene.role("Astromorty").id].permissions |= discord.Permissions(manage_guild=True).value
    member, owner = scene.member("member"), scene.member("owner")
    result = await scene.guild.bulk_ban([member, owner, discord.Object(1)])
    assert [each.id for each in result.banned] == [member.id]
    assert [each.id for each in result.failed] == [owner.id, 1]
    with pytest.raises(discord.HTTPException) as refused:
        await scene.guild.bulk_ban([owner])
    assert refused.value.code == 500000
