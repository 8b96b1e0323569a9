"""The audit log: who may read it, what it tells, in which order."""

import discord
import pytest
from discord.http import Route

from .conftest import Scene

REASON = "Größe: 100 % 🔨\nzweite Zeile"


async def entries(scene: Scene, **wanted: object) -> list[discord.AuditLogEntry]:
    return [entry async for entry in scene.guild.audit_logs(**wanted)]  # type: ignore[arg-type]


async def test_an_entry_tells_actor_target_reason_and_what_changed(scene: Scene) -> None:
    member, role = scene.member("member"), scene.role("Moderator")
    await member.edit(nick="Mimi", roles=[role], reason=REASON)
    roles, nick = await entries(scene, limit=2)
    assert (nick.action, roles.action) == (
        discord.AuditLogAction.member_update,
        discord.AuditLogAction.member_role_update,
    )
    assert (nick.user, nick.target, nick.reason) == (scene.guild.me, member, REASON)
    assert (nick.before.nick, nick.after.nick, roles.after.roles) == (None, "Mimi", [role])
    await scene.channel.edit(slowmode_delay=30)
    await scene.channel.set_permissions(role, send_messages=False)
    overwrite, edit = await entries(scene, limit=2)
    assert (edit.before.slowmode_delay, edit.after.slowmode_delay, edit.target) == (0, 30, scene.channel)
    assert (overwrite.action, overwrite.extra) == (discord.AuditLogAction.overwrite_create, role)


async def test_what_changes_nothing_is_not_written(scene: Scene) -> None:
    await scene.member("member").edit(nick=None)
    await scene.member("member").remove_roles(scene.role("Moderator"))
    assert scene.state.audit_log == []


async def test_the_newest_comes_first_and_after_an_entry_the_oldest(scene: Scene) -> None:
    for nick in ("a", "b", "c"):
        await scene.member("member").edit(nick=nick)
    await scene.member("moderator").edit(nick="d")
    first, second, third, fourth = scene.state.audit_log

    async def page(**query: object) -> list[int]:
        route = Route("GET", "/guilds/{guild_id}/audit-logs", guild_id=scene.guild.id)
        answer = await scene.client.http.request(route, params=query)
        return [int(entry["id"]) for entry in answer["audit_log_entries"]]

    assert await page(limit=2) == [fourth.id, third.id]
    assert await page(before=third.id) == [second.id, first.id]
    assert await page(after="0", limit=3) == [first.id, second.id, third.id]
    assert await page(after=first.id, limit=1) == [second.id]
    assert await page(target_id=scene.member("moderator").id) == [fourth.id]
    assert await page(user_id=scene.member("owner").id) == []
    assert await page(action_type=22) == []
    with pytest.raises(discord.HTTPException) as refused:
        await page(limit=101)
    assert refused.value.code == 50035


async def test_without_the_permission_it_is_neither_read_nor_told(scene: Scene) -> None:
    granted = discord.Permissions(scene.state.roles[scene.role("Astromorty").id].permissions)
    scene.state.roles[scene.role("Astromorty").id].permissions = granted.value & ~0x80
    told = scene.expect("audit_log_entry_create")
    update = scene.expect("member_update")
    await scene.member("member").edit(nick="Mimi")
    await update
    assert not told.done()
    with pytest.raises(discord.Forbidden) as refused:
        await entries(scene)
    assert refused.value.code == 50013
    scene.state.roles[scene.role("Astromorty").id].permissions |= 0x80
    await scene.member("member").kick(reason="spam")
    entry = await told
    assert isinstance(entry, discord.AuditLogEntry)
    assert (entry.action, entry.reason) == (discord.AuditLogAction.kick, "spam")


async def test_a_reason_of_more_than_512_characters_is_refused_and_nothing_done(scene: Scene) -> None:
    member = scene.member("member")
    with pytest.raises(discord.HTTPException) as refused:
        await member.ban(reason="ü" * 513)
    assert refused.value.code == 50035
    assert scene.state.bans == {}
    await member.ban(reason="ü" * 512)
    assert scene.state.bans[member.id].reason == "ü" * 512
