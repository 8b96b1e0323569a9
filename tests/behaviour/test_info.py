import discord

from astromorty.bot import Astromorty
from astromorty.intents import PRIVILEGED, IntentOff, IntentPlan
from behaviour.world import Server, shown


async def test_ping_measures_the_gateway_and_the_database(server: Server) -> None:
    assert "database" in await server.says(server.member, "$ping")


async def test_the_bot_tells_its_version_and_what_is_off(server: Server, bot: Astromorty) -> None:
    bot.plan = IntentPlan(discord.Intents.none(), (IntentOff(PRIVILEGED[0], "not enabled"),))
    answer = shown(await server.member.slash(server.channel, "info bot"))
    assert "Version" in answer
    assert "1 of 1" in answer
    assert "Message Content intent is off" in answer


async def test_the_server_is_described(server: Server) -> None:
    answer = shown(await server.member.slash(server.channel, "info server"))
    assert "Garden" in answer
    assert f"<@{server.owner.id}>" in answer


async def test_a_member_is_described_and_oneself_by_default(server: Server) -> None:
    answer = shown(await server.member.slash(server.channel, "info user", user=server.manager))
    assert "manu" in answer
    assert "Roles" in answer
    assert "mia" in await server.says(server.member, "$info user")


async def test_a_user_who_is_not_there_is_refused(server: Server) -> None:
    assert "`user` was not found" in await server.says(server.member, "$info user 1234567890123456789")
