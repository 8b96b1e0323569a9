"""Jail over the wire: members who leave and come back, and a process that is killed in the middle."""

from astromorty.services.cases.timers import INTENT
from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox
from e2e.conftest import StartBot
from fixtures.members import eventually
from fixtures.postgres import execute

HELD_SECONDS = 2


async def test_roles_are_as_before_though_the_member_came_back_and_the_process_died(
    discord: Sandbox, client: SandboxClient, start_bot: StartBot, database_url: str
) -> None:
    bot = await start_bot()
    owner, member = client.user("owner"), client.user("member")
    jail_role = await client.add_role("Sandbox", "Jailed")
    await client.add_role("Sandbox", "Artist")
    await owner.give_role("Sandbox", "member", "Artist")
    before = (await client.member("Sandbox", "member")).roles
    await owner.slash("general", "config set", setting="jail_role", value=f"<@&{jail_role}>")
    member_id = next(user.id for user in discord.world.users.values() if user.username == "member")

    async def has(*roles: str) -> bool:
        return sorted((await client.member("Sandbox", "member")).roles) == sorted(roles)

    async def use(command: str) -> str:
        return (await owner.slash("general", command, members=f"<@{member_id}>")).text

    assert "jailed · case 1" in await use("jail member")
    assert await has("Jailed")
    await member.leave("Sandbox")
    await member.join("Sandbox")
    await eventually(lambda: has("Jailed"), within=5)
    assert "released from jail · case 2" in await use("unjail")
    assert await has(*before)

    await client.add_fault("latency", f"PATCH /guilds/*/members/{member_id}", times=1, seconds=HELD_SECONDS)
    await owner.send("general", f"$jail <@{member_id}>")

    async def is_held() -> bool:
        return any(fault.met for fault in discord.faults.faults.values())

    await eventually(is_held, within=5)
    await bot.kill()
    assert await has(*before), "it was killed too late"
    await eventually(lambda: has("Jailed"), within=2 * HELD_SECONDS)
    # Nobody is there to see that.
    await member.leave("Sandbox")
    await member.join("Sandbox")
    assert await has()
    await execute(database_url, f"UPDATE timer SET next_at = now() WHERE kind = '{INTENT}'")
    await start_bot()
    await eventually(lambda: has("Jailed"), within=10)

    async def is_recorded() -> bool:
        return "Jail" in (await owner.slash("general", "case view", number=3)).text

    await eventually(is_recorded, within=10)
    assert "released from jail · case 4" in await use("unjail")
    assert await has(*before)
