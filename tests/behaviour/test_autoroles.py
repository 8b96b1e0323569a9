"""Roles that members get by themselves, as members and those who set them up see them."""

import asyncio
from typing import Any
from unittest.mock import patch

import discord
from simcord.actors import MemberActor
from simcord.env import Env
from simcord.results import InteractionResult

from astromorty.bot import Astromorty
from astromorty.services.guild_settings import SETTINGS
from behaviour.dashboard import control, open_page
from behaviour.transfer import exported, offer, take
from behaviour.world import Server, shown
from fixtures.members import eventually


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

    async def is_given() -> bool:
        return "Regular" in held(env, server.member)

    await eventually(is_given, within=5)


class Statuses:
    """What statuses the bot is told of; the tests' Discord sends none: this is what its gateway would bring."""

    def __init__(self, env: Env, bot: Astromorty) -> None:
        self._env = env
        self._bot = bot
        watch = bot.get_cog("AutoroleWatch")
        assert watch is not None
        vars(watch)["_statuses"]._latest._seconds = 0.05  # nobody is to wait for five seconds

    async def set(self, *members: MemberActor, text: str, status: str = "online") -> None:
        """Have members' statuses change, and what comes of it be over."""
        for member in members:
            self._bot._connection.parse_presence_update(  # pyright: ignore[reportPrivateUsage]
                {
                    "user": {"id": str(member.id)},  # pyright: ignore[reportArgumentType]  # no more comes of it
                    "guild_id": str(member.guild.id),
                    "status": status,
                    "activities": [{"type": 4, "name": "Custom Status", "state": text, "id": "custom"}],
                    "client_status": {"desktop": status},
                }
            )
        await asyncio.sleep(0.2)
        await self._env.settle()


async def test_a_text_in_the_status_earns_a_role_until_it_is_gone(env: Env, bot: Astromorty, server: Server) -> None:
    statuses, mia = Statuses(env, bot), server.member
    fans = server.guild.create_role("Fans")
    added = await server.owner.slash(server.channel, "statusrole add", role=fans, text=".gg/Astro")
    assert "Who has .gg/Astro in their status has" in shown(added)
    await statuses.set(mia, text="see .GG/ASTRO")
    assert held(env, mia) == ["Fans"]
    env.backend.edit_member(server.guild.id, mia.id, {"role_ids": []})
    bot.dispatch("shard_ready", 0)
    await asyncio.sleep(0.2)
    await env.settle()
    assert held(env, mia) == ["Fans"], "what happened while the shard was away was not seen"
    await statuses.set(mia, text="see .gg/astro", status="offline")
    assert held(env, mia) == []


async def test_members_who_are_not_known_are_asked_for_once_and_by_the_hundred(
    env: Env, bot: Astromorty, server: Server
) -> None:
    statuses, mia = Statuses(env, bot), server.member
    fans = server.guild.create_role("Fans")
    former = server.guild.add_member(env.create_user("former"), roles=[fans])
    others = (former, server.guild.add_member(env.create_user("quiet")))
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    questions: list[list[int]] = []
    query = guild.query_members

    async def count(_: discord.Guild, **asked: Any) -> list[discord.Member]:
        questions.append(sorted(asked["user_ids"]))
        return await query(**asked)

    for member in (mia, *others):
        guild._remove_member(discord.Object(member.id))  # pyright: ignore[reportPrivateUsage, reportArgumentType]
    await server.owner.slash(server.channel, "statusrole add", role=fans, text=".gg/astro")
    before = len(env.http_requests)
    with patch.object(discord.Guild, "query_members", new=count):
        for number in range(3):
            await statuses.set(*others, text=f"playing {number}")
        assert questions == [sorted(other.id for other in others)], "all of them at once, and only once"
        assert held(env, former) == [], "the role was of a status that nobody saw change"
        await statuses.set(mia, text="see .gg/astro")
        await statuses.set(mia, text="see .gg/astro, today")
        assert held(env, mia) == ["Fans"]
        await statuses.set(mia, text="bored")
        assert held(env, mia) == []
    assert questions[1:] == [[mia.id]], "Discord told of them when their role was changed"
    asked = env.http_requests[before:]
    assert [entry.method for entry in asked] == ["DELETE", "PUT", "DELETE"], "roles are changed, and nobody looked up"


async def test_autoroles_are_set_up_on_the_dashboard_and_come_back_from_a_file(
    env: Env, bot: Astromorty, server: Server
) -> None:
    guild, owner = server.guild, server.owner
    regular, fans = (guild.create_role(name) for name in ("Regular", "Fans"))
    page = await open_page(server, "autoroles", owner)

    async def choose(name: str, value: Any) -> InteractionResult:
        return await owner.select(page, [value], custom_id=control(page, f"autoroles:{name}"))

    await choose("bots", regular)
    assert "Bots that join get" in shown(page)
    await owner.submit_modal(await choose("status", fans), {"text": ".gg/astro"})
    assert f"{fans.mention} for .gg/astro" in shown(page)
    part = await exported(server, "autoroles")
    assert part == {"on_join": {str(regular.id): True}, "by_status": {str(fans.id): ".gg/astro"}}

    await choose("members", regular)
    await choose("remove", f"status:{fans.id}")
    assert "No status earns" in shown(page)

    asked = await take(server, owner, "autoroles", part)
    assert f"{regular.mention} on joining: for members → for bots" in asked
    assert f"{fans.mention} for a status: no → .gg/astro" in asked
    assert await exported(server, "autoroles") == part

    high = guild.create_role("High", position=90)
    for wrong, why in (
        ({"on_join": {str(high.id): False}}, "it is not below my highest role"),
        ({"by_status": {str(guild.id): "x"}}, "nobody can give it by hand"),
        ({"by_status": {"5": "x"}}, "this server has no role 5"),
        ({"by_status": {str(fans.id): " "}}, "1 to 100 characters"),
        ({"on_join": {str(fans.id): "yes"}}, f"on_join.{fans.id}: "),
    ):
        assert why in shown(await offer(server, owner, "autoroles", wrong))
    for command in ("autorole add", "statusrole add"):
        await owner.slash(server.channel, "permissions set", command=command, value="everyone")
    refused = shown(await offer(server, server.manager, "autoroles", None))
    assert "Manage Roles" in refused, "the commands that remove them refuse, too"
    meadow = env.create_guild("Meadow", owner=owner.user)
    there = Server(meadow, meadow.create_text_channel("general"), *[MemberActor(env, meadow, owner.user)] * 3)
    assert "this server has no role" in shown(await offer(there, there.owner, "autoroles", part))
