"""Roles that members get by themselves, as members and those who set them up see them."""

import asyncio

import discord
from simcord.actors import MemberActor
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.services.guild_settings import SETTINGS
from behaviour.world import Server, shown


def held(env: Env, who: MemberActor) -> list[str]:
    """Return what roles Discord has a member in, by name."""
    guild = env.backend.get_guild(who.guild.id)
    return sorted(guild.roles[role_id].name for role_id in env.backend.get_member(guild.id, who.id).role_ids)


async def test_who_joins_gets_the_roles_after_the_screening_and_not_in_jail(
    env: Env, bot: Astromorty, server: Server
) -> None:
    guild, owner = server.guild, server.owner
    regular, robots, jailed = (guild.create_role(name) for name in ("Regular", "Robots", "Jailed"))
    await bot.guild_settings.save(guild.id, SETTINGS["jail_role"], jailed.id)
    added = await owner.slash(server.channel, "autorole add", role=regular)
    assert "Members that join get" in shown(added)
    assert "Bots that join get" in await server.says(owner, f"$autorole add <@&{robots.id}> bots")
    managed = guild.create_role("Integration", managed=True)
    assert "nobody can give it by hand" in await server.says(owner, f"$autorole add <@&{managed.id}>")
    assert "nobody can give it by hand" in await server.says(owner, f"$statusrole add <@&{guild.id}> hello")
    listed = await server.says(owner, "$autorole list")
    assert f"<@&{regular.id}> for members" in listed
    assert f"<@&{robots.id}> for bots" in listed

    nina = guild.add_member(env.create_user("nina"))
    robot = guild.add_member(env.create_user("robot", bot=True))
    await env.settle()
    assert held(env, nina) == ["Regular"]
    assert held(env, robot) == ["Robots"]

    await server.says(owner, f"$jail {nina.mention} spam")
    guild.remove_member(nina)
    await env.settle()
    back = guild.add_member(nina.user)
    await env.settle()
    assert held(env, back) == ["Jailed"]

    await server.says(owner, f"$autorole remove <@&{regular.id}>")
    assert "does not get" in await server.says(owner, f"$autorole remove <@&{regular.id}>")
    late = guild.add_member(env.create_user("late"))
    await env.settle()
    assert held(env, late) == []


async def test_who_is_being_screened_gets_the_role_afterwards(env: Env, bot: Astromorty, server: Server) -> None:
    regular = server.guild.create_role("Regular")
    await server.owner.slash(server.channel, "autorole add", role=regular)
    after = bot.get_guild(server.guild.id)
    assert after is not None
    member = after.get_member(server.member.id)
    assert member is not None
    before = discord.Member._copy(member)  # pyright: ignore[reportPrivateUsage]  # what discord.py hands out
    before.pending = member.pending = True
    bot.dispatch("member_join", member)
    await env.settle()
    assert "Regular" not in held(env, server.member)
    member.pending = False
    bot.dispatch("member_update", before, member)
    await env.settle()
    assert "Regular" in held(env, server.member)


async def test_a_text_in_the_status_earns_a_role_until_it_is_gone(env: Env, bot: Astromorty, server: Server) -> None:
    watch = bot.get_cog("AutoroleWatch")
    assert watch is not None
    vars(watch)["_statuses"]._seconds = 0.05  # nobody is to wait for five seconds
    fans = server.guild.create_role("Fans")
    added = await server.owner.slash(server.channel, "statusrole add", role=fans, text=".gg/Astro")
    assert "Who has .gg/Astro in their status has" in shown(added)
    for status, text, expected in (("online", "see .GG/ASTRO", True), ("offline", "see .gg/astro", False)):
        # The tests' Discord sends no presences: this is what its gateway would bring.
        bot._connection.parse_presence_update(  # pyright: ignore[reportPrivateUsage]
            {
                "user": {"id": str(server.member.id)},  # pyright: ignore[reportArgumentType]  # no more comes of it
                "guild_id": str(server.guild.id),
                "status": status,
                "activities": [{"type": 4, "name": "Custom Status", "state": text, "id": "custom", "created_at": 1}],
                "client_status": {"desktop": status},
            }
        )
        await asyncio.sleep(0.2)
        await env.settle()
        assert ("Fans" in held(env, server.member)) is expected
