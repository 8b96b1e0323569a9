"""Panels set up on the dashboard and by file, and by whom they cannot be."""

from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import RoleHandle
from simcord.env import Env
from simcord.results import InteractionResult

from astromorty.bot import Astromorty
from astromorty.database.controllers import server_roles
from behaviour.dashboard import control, open_page
from behaviour.role_panels import make_panel, new_colours
from behaviour.transfer import exported, offer, take
from behaviour.world import Server, shown


@pytest.fixture
def colours(server: Server, env: Env) -> list[RoleHandle]:
    return new_colours(server, env)


@pytest.fixture
def mod(server: Server, env: Env, colours: list[RoleHandle]) -> MemberActor:
    """Somebody who manages the server and its roles below their own, which stands below Blue."""
    env.backend.edit_role(server.guild.id, colours[1].id, {"position": 10})
    may = discord.Permissions(manage_guild=True, manage_roles=True)
    role = server.guild.create_role("Mods", permissions=may, position=8)
    return server.guild.add_member(env.create_user("moritz"), roles=[role])


async def test_all_of_a_panel_is_done_on_the_dashboard(
    server: Server, bot: Astromorty, env: Env, colours: list[RoleHandle]
) -> None:
    owner, (red, blue) = server.owner, colours
    place, other = (server.guild.create_text_channel(name) for name in ("roles", "elsewhere"))
    page = await open_page(server, "roles", owner)
    assert "none yet" in shown(page)

    async def press(name: str) -> InteractionResult:
        return await owner.click(page, custom_id=control(page, f"roles:{name}"))

    async def choose(name: str, value: Any) -> InteractionResult:
        return await owner.select(page, [value], custom_id=control(page, f"roles:{name}"))

    form = await choose("create", place)
    await owner.submit_modal(form, {"title": " Colours ", "kind": ["buttons"], "mode": ["any"]})
    assert "✅ Panel 1 stands in" in shown(page)
    for role, label in ((red, "Rose"), (blue, "")):
        await owner.submit_modal(await choose("add", role), {"label": label, "emoji": "🌹"})
        assert f"✅ Panel 1 offers {role.mention}." in shown(page)
    assert f"🌹 {red.mention}" in shown(place.history()[-1])
    refused = await owner.submit_modal(await choose("add", blue), {"label": "", "emoji": "rose"})
    assert "That is no emoji" in shown(refused)

    form = await press("edit")
    # Somebody else is faster: what this form did not change stays as they made it.
    await owner.slash(server.channel, "roles panel edit", panel=1, kind="select")
    entered = {"title": "Your colours", "kind": ["buttons"], "mode": ["one"], "required": [red]}
    await owner.submit_modal(form, entered)
    assert f"**1 · Your colours** select, one, only for {red.mention}" in shown(page)
    assert f"Only for {red.mention}" in shown(place.history()[-1])
    await choose("remove", str(blue.id))
    assert f"does not offer {blue.mention} any more" in shown(page)
    env.backend.delete_role(server.guild.id, red.id)
    await press("repost")
    assert "⚠️ 1 cannot be given" in shown(page)
    assert "it was deleted" in shown(page)

    await choose("move", other)
    assert "Your colours" in shown(other.history()[-1])
    assert place.history() == []
    await press("delete")
    assert "✅ Panel 1 was deleted." in shown(page)
    assert other.history() == []
    assert (await bot.server_roles.get(server.guild.id)).panels == ()


async def test_nobody_opens_roles_that_they_could_not_give(
    server: Server,
    bot: Astromorty,
    env: Env,
    colours: list[RoleHandle],
    mod: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    red, blue = colours
    await make_panel(server, [blue])
    above = "does not stand below your own highest role"

    async def told(who: MemberActor, command: str, **options: Any) -> str:
        return shown(await who.slash(server.channel, f"roles panel {command}", **options))

    assert above in await told(mod, "edit", panel=1, mode="add-only")
    assert above in await told(mod, "edit", panel=1, required=red)
    assert above in await told(mod, "add", panel=1, role=blue)
    assert "Panel 1 was changed" in await told(mod, "edit", panel=1, title="Colours here")
    other = server.guild.create_text_channel("elsewhere")
    assert above in await told(mod, "repost", panel=1, channel=other)
    hidden = discord.PermissionOverwrite(view_channel=True, send_messages=False)
    closed = server.guild.create_text_channel("closed", overwrites={mod.user: hidden})
    assert "You may not write in" in await told(mod, "create", channel=closed, title="News")

    with monkeypatch.context() as patch:
        patch.setattr(server_roles, "MOST_PANELS", 1)
        refused = await mod.slash(server.channel, "roles panel create", channel=other, title="One more")
    assert "A server can have 1 panels" in shown(refused)
    assert refused.ephemeral

    # A panel that Discord did not take leaves nothing behind.
    env.inject_error("POST", f"/channels/{other.id}/messages", status=403, code=50013)
    assert "Discord does not let me" in await told(server.owner, "create", channel=other, title="Lost")
    assert [panel.number for panel in (await bot.server_roles.get(server.guild.id)).panels] == [1]


async def test_panels_come_back_from_a_file_that_is_no_way_up(
    server: Server, bot: Astromorty, env: Env, colours: list[RoleHandle], mod: MemberActor
) -> None:
    red, blue = colours
    owner, general = server.owner, server.channel
    await make_panel(server, [red, blue], kind="select")
    await owner.slash(general, "roles panel add", panel=1, role=red, label="Rose", emoji="🌹")
    decided = await bot.server_roles.get(server.guild.id)
    [panel] = part = await exported(server, "roles")

    await owner.slash(general, "roles panel edit", panel=1, title="Shades", mode="one")
    await owner.slash(general, "roles panel remove", panel=1, role=blue)
    await owner.slash(general, "roles panel create", channel=general, title="Second")
    asked = await take(server, owner, "roles", part)
    for line in (
        "Panel 1 (Colours): title Shades → Colours, mode one → any, roles 1 → 2; `roles panel repost` posts it anew;",
        "Panel 2 (Second): deleted; its message stays and does nothing",
    ):
        assert line in asked
    assert await bot.server_roles.get(server.guild.id) == decided, "its message stays the panel's"

    high = server.guild.create_role("High", position=30)
    power = server.guild.create_role("Power", permissions=discord.Permissions(ban_members=True), position=1)
    plain = {"label": None, "emoji": None}
    for wrong, why in (
        ([panel, panel], "two panels have the same number"),
        ([panel | {"roles": panel["roles"] * 2}], "panel 1: a role stands on it twice"),
        ([panel | {"number": 2, "channel": "1"}], "panel 2: this server has no text channel 1"),
        ([panel | {"required": "5"}], "panel 1: this server has no role 5"),
        ([panel | {"roles": [plain | {"role": "6"}]}], "panel 1: this server has no role 6"),
        ([panel | {"roles": [plain | {"role": str(high.id)}]}], "it is not below my highest role"),
        ([panel | {"roles": [plain | {"role": str(power.id)}]}], "it has permissions of moderators"),
        ([panel | {"roles": [plain | {"role": str(red.id), "emoji": "rose"}]}], "panel 1, roles.0.emoji: That is no"),
        ([panel | {"kind": "wheel"}], "0.kind: "),
        ([panel | {"title": " "}], "0.title: "),
    ):
        refused = shown(await offer(server, owner, "roles", wrong))
        assert "nothing was changed" in refused
        assert why in refused
    above = f"panel 1: {blue.mention} does not stand below your own highest role"
    assert above in shown(await offer(server, mod, "roles", [panel | {"mode": "one"}]))
    assert "title Colours → Mine" in shown(await offer(server, mod, "roles", [panel | {"title": "Mine"}]))

    guild = env.create_guild("Meadow", owner=owner.user)
    meadow = Server(guild, guild.create_text_channel("general"), *[MemberActor(env, guild, owner.user)] * 3)
    assert "this server has no text channel" in shown(await offer(meadow, meadow.owner, "roles", part))
    there = [panel | {"channel": str(meadow.channel.id)}]
    assert f"this server has no role {red.id}" in shown(await offer(meadow, meadow.owner, "roles", there))
    assert await bot.server_roles.get(server.guild.id) == decided
