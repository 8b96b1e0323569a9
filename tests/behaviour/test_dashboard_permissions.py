"""The dashboard's page on who may use what."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import RoleHandle
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from behaviour.dashboard import control, open_page
from behaviour.world import Server, parts, shown


@pytest.fixture
def guards(server: Server) -> RoleHandle:
    """A role without any permission."""
    return server.guild.create_role("Guards", permissions=discord.Permissions.none(), position=1)


@pytest.fixture
def guard(server: Server, env: Env, guards: RoleHandle) -> MemberActor:
    return server.guild.add_member(env.create_user("gus"), roles=[guards])


async def page_with_ranks(server: Server, who: MemberActor | None = None) -> ResponseMessage:
    """Open the page and create the usual ranks."""
    who = who or server.owner
    page = await open_page(server, "permissions", who)
    await who.click(page, custom_id=control(page, "ranks:create"))
    return page


async def give_rank(server: Server, page: ResponseMessage, rank: int, roles: list[RoleHandle]) -> InteractionResult:
    await server.owner.select(page, [str(rank)], custom_id=control(page, "ranks:choose"))
    return await server.owner.select(page, roles, custom_id=control(page, f"ranks:roles:{rank}"))


async def find(who: MemberActor, page: ResponseMessage, typed: str) -> InteractionResult:
    form = await who.click(page, custom_id=control(page, "rules:find"))
    assert form.modal is not None
    return await who.submit_modal(form, {"name": typed})


async def decide(who: MemberActor, page: ResponseMessage, command: str, value: str) -> InteractionResult:
    """Find a command by its name and say who may use it."""
    await find(who, page, command)
    return await who.select(page, [value], custom_id=control(page, f"rule:{command}"))


def options(page: ResponseMessage, name: str) -> dict[str, str]:
    """Return what a list offers, by value, with the words of each."""
    part = next(part for part in parts(page) if str(part.get("custom_id", "")).endswith(f":{name}"))
    return {each["value"]: each.get("description") or each["label"] for each in part["options"]}


async def test_a_role_gets_a_rank_and_the_rank_a_command(
    server: Server, guards: RoleHandle, guard: MemberActor
) -> None:
    assert "You need the Manage Server" in await server.says(guard, "$prefix set ?")
    page = await page_with_ranks(server)
    assert "11 ranks were created" in shown(page)
    await give_rank(server, page, 5, [guards])
    assert f"`Moderator` (5) · <@&{guards.id}>" in shown(page)
    await decide(server.owner, page, "prefix set", "5")
    assert "**`prefix set`** · `Moderator` (5) and above, by its rule" in shown(page)
    assert "This opens what needs more by default: `prefix set` (Manage Server)" in shown(page)
    assert "now `?`" in await server.says(guard, "$prefix set ?")
    await server.owner.select(page, ["default"], custom_id=control(page, "rule:prefix set"))
    assert "**`prefix set`** · members with Manage Server at Discord, by default" in shown(page)
    assert "You need the Manage Server" in await server.says(guard, "?prefix set !")


async def test_a_role_is_taken_from_its_rank_by_choosing_it_no_more(server: Server, guards: RoleHandle) -> None:
    page = await page_with_ranks(server)
    await give_rank(server, page, 5, [guards])
    await server.owner.select(page, [], custom_id=control(page, "ranks:roles:5"))
    assert "`Moderator` (5) · no role" in shown(page)


async def test_a_role_that_held_another_rank_moves(server: Server, guards: RoleHandle) -> None:
    page = await page_with_ranks(server)
    await give_rank(server, page, 5, [guards])
    await give_rank(server, page, 7, [guards])
    assert f"Another rank was held by <@&{guards.id}> (5)" in shown(page)
    assert f"`Head Moderator` (7) · <@&{guards.id}>" in shown(page)
    assert "`Moderator` (5) · no role" in shown(page)


async def test_a_rank_gets_another_name(server: Server) -> None:
    page = await page_with_ranks(server)
    await server.owner.select(page, ["5"], custom_id=control(page, "ranks:choose"))
    form = await server.owner.click(page, custom_id=control(page, "ranks:rename:5"))
    await server.owner.submit_modal(form, {"name": "Guardian"})
    assert "Rank 5 is called `Guardian` (5) now" in shown(page)
    form = await server.owner.click(page, custom_id=control(page, "ranks:rename:5"))
    refused = await server.owner.submit_modal(form, {"name": "everyone"})
    assert refused.ephemeral
    assert "A rank is not called" in shown(refused)


async def test_every_command_can_be_reached_page_by_page_and_says_who_may(server: Server) -> None:
    page = await open_page(server, "permissions")
    offered = options(page, "rules:choose")
    while not next(p for p in parts(page) if p.get("custom_id") == control(page, "rules:next"))["disabled"]:
        await server.manager.click(page, custom_id=control(page, "rules:next"))
        offered |= options(page, "rules:choose")
    assert f"of {len(offered)}" in shown(page)
    assert offered["config"] == "members with Manage Server at Discord"
    assert offered["ping"] == "everyone"
    assert offered["clear-afk"] == "members with Timeout Members at Discord"
    assert not [name for name in offered if name.startswith("owner")]


async def test_a_command_is_found_by_a_part_of_its_name_or_a_mistyped_one(server: Server) -> None:
    page = await open_page(server, "permissions")
    await find(server.manager, page, "time")
    assert {"timezone", "timezone set"} <= set(options(page, "rules:choose"))
    await find(server.manager, page, "leaderbord")
    assert next(iter(options(page, "rules:choose"))) == "leaderboard"
    nothing = await find(server.manager, page, "xyzzy")
    assert "There is no command like `xyzzy`" in shown(nothing)
    await server.manager.click(page, custom_id=control(page, "rules:all"))
    assert "1-25 of" in shown(page)


async def test_two_who_decide_about_one_command_do_not_overwrite_each_other(server: Server) -> None:
    one, other = await page_with_ranks(server), await open_page(server, "permissions", server.owner)
    await find(server.owner, other, "ping")
    await decide(server.owner, one, "ping", "5")
    await server.owner.select(other, ["nobody"], custom_id=control(other, "rule:ping"))
    assert "Somebody else decided who may use `ping` meanwhile: `Moderator` (5) and above" in shown(other)
    assert "**`ping`** · `Moderator` (5) and above, by its rule" in shown(other)


async def test_two_who_change_one_rank_do_not_undo_each_other(server: Server, guards: RoleHandle) -> None:
    helpers = server.guild.create_role("Helpers")
    one = await page_with_ranks(server)
    other = await open_page(server, "permissions", server.owner)
    for page in (one, other):
        await server.owner.select(page, ["5"], custom_id=control(page, "ranks:choose"))
    await server.owner.select(one, [guards], custom_id=control(one, "ranks:roles:5"))
    await server.owner.select(other, [helpers], custom_id=control(other, "ranks:roles:5"))
    assert f"`Moderator` (5) · <@&{guards.id}>, <@&{helpers.id}>" in shown(other)
    await server.owner.select(one, ["7"], custom_id=control(one, "ranks:choose"))
    await give_rank(server, other, 3, [helpers])
    await server.owner.select(one, [helpers], custom_id=control(one, "ranks:roles:7"))
    assert "Somebody else gave one of these roles another rank meanwhile" in shown(one)
    assert f"`Helper` (3) · <@&{helpers.id}>" in shown(one)


async def test_nobody_gives_away_more_than_they_have(server: Server, guards: RoleHandle) -> None:
    page = await page_with_ranks(server, server.manager)
    await server.manager.select(page, ["5"], custom_id=control(page, "ranks:choose"))
    refused = await server.manager.select(page, [guards], custom_id=control(page, "ranks:roles:5"))
    assert "Rank 5 is above yours" in shown(refused)
    refused = await decide(server.manager, page, "clear-afk", "everyone")
    assert "You may not use `clear-afk` yourself" in shown(refused)
    assert "**`clear-afk`** · members with Timeout Members at Discord, by default" in shown(page)


async def test_who_may_not_use_permissions_does_not_see_the_page(server: Server) -> None:
    assert "nobody but administrators" in await server.says(server.owner, "$permissions set permissions nobody")
    dashboard = await open_page(server, "general")
    refused = await server.manager.select(dashboard, ["permissions"], custom_id=control(dashboard, "page"))
    assert refused.ephemeral
    assert "This server lets nobody but its administrators use `permissions`" in shown(refused)
    await server.manager.select(dashboard, ["Asia/Tokyo"], custom_id=control(dashboard, "edit:timezone"))
    assert "Configuration · General" in shown(dashboard)


@pytest.mark.parametrize(
    ("command", "press"), [("permissions set", "rule:ping"), ("ranks assign", "ranks:roles:0"), ("ranks init", "")]
)
async def test_what_a_command_may_not_the_page_may_not(
    server: Server, guards: RoleHandle, command: str, press: str
) -> None:
    page = await open_page(server, "permissions")
    if press:
        await server.manager.click(page, custom_id=control(page, "ranks:create"))
        await find(server.manager, page, "ping")
        await server.manager.select(page, ["0"], custom_id=control(page, "ranks:choose"))
    await server.says(server.owner, f"$permissions set {command} nobody")
    if press:
        values = ["nobody"] if press.startswith("rule") else [guards]
        refused = await server.manager.select(page, values, custom_id=control(page, press))
    else:
        refused = await server.manager.click(page, custom_id=control(page, "ranks:create"))
    assert f"nobody but its administrators use `{command}`" in shown(refused)
    assert "Pong!" in await server.says(server.member, "$ping")
