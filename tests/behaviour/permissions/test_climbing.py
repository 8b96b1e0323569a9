"""Moderators who want more than they have: no detour over rules, groups, ranks or friends leads up."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context

import discord
import pytest
from simcord.actors import MemberActor

from astromorty.bot import Astromorty
from astromorty.database.models import Rule
from astromorty.errors import NotAllowed
from behaviour.permissions.conftest import Newcomer, RoleOfRank
from behaviour.world import Server

NOT_YOURS = "❌ You may not use `{}` yourself, so you cannot decide who may."


@pytest.fixture
async def schemer(newcomer: Newcomer, role_of_rank: RoleOfRank) -> MemberActor:
    """Somebody of rank 5 who may manage the server and kick, and wants to ban."""
    return newcomer("sly", await role_of_rank(5), manage_guild=True, kick_members=True)


@pytest.fixture
async def unchanged(server: Server, bot: Astromorty, schemer: MemberActor) -> AsyncIterator[None]:
    """Whatever a test tries, it ends as it began."""
    del schemer
    before = await bot.permissions.get_set(server.guild.id)
    yield
    assert await bot.permissions.get_set(server.guild.id) == before


@pytest.mark.usefixtures("unchanged")
async def test_nobody_decides_about_what_they_may_not_use(server: Server, schemer: MemberActor) -> None:
    for name in ("ban", "manage-snippets"):
        for value in ("everyone", "5", "10", "nobody"):
            refused = await server.says(schemer, f"$permissions set {name} {value}")
            assert refused == NOT_YOURS.format(name)


async def test_a_group_is_no_way_to_what_is_in_it(server: Server, schemer: MemberActor, bot: Astromorty) -> None:
    refused = await server.says(schemer, "$permissions set snippets everyone")
    assert refused == NOT_YOURS.format("snippets export")
    await server.says(server.owner, "$permissions set levels reset nobody")
    answer = await server.says(schemer, "$permissions set levels 4")
    assert "A rule of their own keep `levels reset`." in answer, "what the owner closed stays closed"
    assert "nobody but its administrators" in await server.says(schemer, "$levels reset")
    assert await server.says(schemer, "$permissions set levels reset default") == NOT_YOURS.format("levels reset")
    assert len((await bot.permissions.get_set(server.guild.id)).rules) == 2


async def test_a_rule_taken_back_may_open_no_more_than_one_could_open(
    server: Server, newcomer: Newcomer, role_of_rank: RoleOfRank
) -> None:
    """The group is for everyone; only the rule of its command keeps strangers out."""
    deputy = newcomer("dee", await role_of_rank(6))
    await server.says(server.owner, "$permissions set permissions 6")
    await server.says(server.owner, "$permissions set levels everyone")
    await server.says(server.owner, "$permissions set levels reset 6")
    refused = await server.says(deputy, "$permissions set levels reset default")
    assert "`levels reset` needs Manage Server by default, which you do not have" in refused
    assert "Manage Server by default, which you do not have" in await server.says(
        deputy, "$permissions set levels reset 1"
    )
    assert "is now for nobody" in await server.says(deputy, "$permissions set levels reset nobody"), "less is no way up"


async def test_who_may_by_a_rank_alone_hands_nothing_on(server: Server, schemer: MemberActor) -> None:
    await server.says(server.owner, "$permissions set ban 5")
    for value in ("everyone", "0", "5"):
        refused = await server.says(schemer, f"$permissions set ban {value}")
        assert "`ban` needs Ban Members by default, which you do not have" in refused
    assert "You cannot use it any more." in await server.says(schemer, "$permissions set ban default")


@pytest.mark.usefixtures("unchanged")
async def test_permissions_of_one_channel_open_nothing_everywhere(
    server: Server, schemer: MemberActor, bot: Astromorty
) -> None:
    channel = bot.get_channel(server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    assert schemer.member is not None
    await channel.set_permissions(schemer.member, overwrite=discord.PermissionOverwrite(manage_messages=True))
    assert await server.says(schemer, "$permissions set purge everyone") == NOT_YOURS.format("purge")


async def test_ranks_above_ones_own_are_neither_given_nor_taken(
    server: Server, schemer: MemberActor, role_of_rank: RoleOfRank, bot: Astromorty
) -> None:
    above, own = await role_of_rank(8), server.guild.roles["rank 5"]
    mine = server.guild.roles["sly's"]
    sentence = "❌ Rank {} is above yours (you hold rank 5): you cannot give it to roles or take it from them."
    assert await server.says(schemer, f"$ranks assign 6 {mine.mention}") == sentence.format(6)
    assert await server.says(schemer, f"$ranks assign 10 {own.mention}") == sentence.format(10)
    assert await server.says(schemer, f"$ranks assign 0 {above.mention}") == sentence.format(8)
    assert await server.says(schemer, f"$ranks unassign {above.mention}") == sentence.format(8)
    assert await server.says(schemer, "$ranks delete 8") == sentence.format(8)
    assert "holds `Moderator` (5) now" in await server.says(schemer, f"$ranks assign 5 {mine.mention}")
    held = {each.role_id: each.rank for each in (await bot.permissions.get_set(server.guild.id)).roles}
    assert held == {above.id: 8, own.id: 5, mine.id: 5}


@pytest.mark.usefixtures("unchanged")
async def test_who_holds_no_rank_gives_none(server: Server) -> None:
    role = server.guild.roles["Managers"]
    refused = await server.says(server.manager, f"$ranks assign 0 {role.mention}")
    assert "Rank 0 is above yours (you hold none)" in refused


async def test_what_was_allowed_when_it_was_checked_is_so_when_it_is_saved(
    server: Server, schemer: MemberActor, bot: Astromorty
) -> None:
    """The owner closes the command in the very moment in which the schemer opens it."""
    assert schemer.member is not None
    editor = bot.gate.editor(schemer.member)
    async with bot.database.unit_of_work():
        await bot.permissions.set_rule(server.guild.id, "kick", "nobody")
        opening = asyncio.create_task(
            bot.permission_edits.set_rule(editor, "kick", Rule("kick", "everyone", None)), context=Context()
        )
        await asyncio.sleep(0.2)
        assert not opening.done()
    with pytest.raises(NotAllowed, match="You may not use `kick` yourself"):
        await opening
    assert (await bot.permissions.get_set(server.guild.id)).rules == (Rule("kick", "nobody", None),)
