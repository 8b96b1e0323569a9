"""Ranks and rules in an exported configuration."""

import json

import discord

from astromorty.bot import Astromorty
from behaviour.transfer import offer_file
from behaviour.world import Server, shown


async def test_ranks_and_rules_come_back_from_an_export_by_an_administrator_only(
    server: Server, bot: Astromorty
) -> None:
    guild_id = server.guild.id
    role = server.guild.create_role("Crew", permissions=discord.Permissions.none())
    await bot.permission_edits.init_ranks(guild_id)
    await bot.permissions.assign(guild_id, role.id, 5)
    await bot.permissions.set_rule(guild_id, "levels", "rank", 5)
    await bot.permissions.set_rule(guild_id, "afk", "nobody")
    decided = await bot.permissions.get_set(guild_id)
    result = await server.owner.slash(server.channel, "config export")
    assert result.response is not None
    exported = await result.response.attachments[0].read()

    await bot.permissions.reset_rule(guild_id, "levels")
    await bot.permissions.set_rule(guild_id, "ban", "everyone")
    await bot.permissions.unassign(guild_id, role.id)
    await bot.permissions.rename_rank(guild_id, 5, "Pilot")
    changed = await bot.permissions.get_set(guild_id)
    assert "only administrators" in shown(await offer_file(server, server.manager, exported))
    question = await offer_file(server, server.owner, exported)
    for line in (
        "Rank 5: `Pilot` → `Moderator`",
        f"<@&{role.id}>: no rank → rank 5",
        "`levels`: the default → `Moderator` (5) and above",
        "`ban`: everyone → the default",
    ):
        assert line in shown(question)
    assert await bot.permissions.get_set(guild_id) == changed
    assert question.response is not None
    await server.owner.click(question.response, label="Import")
    assert "was imported" in shown(question)
    assert await bot.permissions.get_set(guild_id) == decided

    wrong: list[tuple[dict[str, object], str]] = [
        ({"ranks": {"11": "x"}}, "ranks.11"),
        ({"roles": {str(role.id): 3}}, "there is no rank 3"),
        ({"ranks": {"3": "x"}, "roles": {str(guild_id): 3}}, "everybody can hold rank 0 only"),
        ({"rules": {"owner shutdown": "everyone"}}, "no such rule"),
        ({"rules": {"nonsense": "everyone"}}, "no such rule"),
        ({"more": 1}, "more"),
    ]
    for part, reason in wrong:
        content = json.dumps({"parts": {"permissions": part}}).encode()
        assert reason in shown(await offer_file(server, server.owner, content)), part
    assert await bot.permissions.get_set(guild_id) == decided


async def test_what_somebody_changed_meanwhile_is_not_overwritten(server: Server, bot: Astromorty) -> None:
    content = json.dumps({"parts": {"permissions": {"rules": {"afk": "nobody"}}}}).encode()
    question = await offer_file(server, server.owner, content)
    await bot.permissions.set_rule(server.guild.id, "ban", "nobody")
    changed = await bot.permissions.get_set(server.guild.id)
    assert question.response is not None
    await server.owner.click(question.response, label="Import")
    assert "Somebody else changed ranks and rules meanwhile" in shown(question)
    assert await bot.permissions.get_set(server.guild.id) == changed
