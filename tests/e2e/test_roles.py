"""Roles over the wire: panels in processes that did not post them, and roles that come by themselves."""

import asyncio

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox
from e2e.conftest import StartBot
from e2e.running_bot import RunningBot
from fixtures.redis import RedisProcess


async def roles_become(client: SandboxClient, name: str, *roles: str) -> None:
    """Wait until a member has these roles."""
    held: list[str] = []
    for _ in range(200):
        held = sorted((await client.member("Sandbox", name)).roles)
        if held == sorted(roles):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{name} has {held}")


async def set_up(client: SandboxClient, red: int, blue: int) -> None:
    """Post a panel with buttons and one with a list, and let roles come by themselves."""
    owner = client.user("owner")
    for number, (title, kind) in enumerate((("Buttons", "buttons"), ("List", "select")), start=1):
        created = await owner.slash("general", "roles panel create", channel="general", title=title, kind=kind)
        assert f"Panel {number} stands in" in created.text
        for role in (red, blue):
            added = await owner.slash("general", "roles panel add", panel=number, role=str(role))
            assert f"offers <@&{role}>" in added.text
    assert "that join get" in (await owner.slash("general", "autorole add", role=str(blue))).text
    assert "in their status has" in (await owner.slash("general", "statusrole add", role=str(red), text=".gg/x")).text


async def test_a_panel_works_in_processes_that_did_not_post_it_and_roles_come_by_themselves(
    discord: Sandbox, client: SandboxClient, start_bot: StartBot, valkey: RedisProcess
) -> None:
    red, blue = [await client.add_role("Sandbox", name) for name in ("Red", "Blue")]

    async def start(shard: int) -> RunningBot:
        shared = {"EXTERNAL_SERVICES__REDIS_URL": valkey.url, "INTENTS__PRESENCES": "true", "SHARDING__COUNT": "2"}
        return await start_bot(**shared, SHARDING__IDS=str(shard))

    poster, other = await start(0), await start(1)
    await client.hand_over("Sandbox", 0)
    await set_up(client, red, blue)
    member = client.user("member")
    posted = await member.view("general")
    buttons = next(message for message in posted if "Buttons" in message.text)
    choices = next(message for message in posted if "List" in message.text)
    assert buttons.edited
    assert buttons.mention_roles == [], "it is not highlighted for who has a role on it"

    # The server comes to a process on another shard, which posted nothing.
    await client.hand_over("Sandbox", 1)
    given = await member.press(buttons, f"roles:1:take:{red}")
    assert given.ephemeral
    assert f"You have <@&{red}> now." in given.text
    chosen = await member.select(choices, "roles:2:choose", [str(red), str(blue)])
    assert f"You have <@&{blue}> now. You gave back <@&{red}>." in chosen.text

    # A third one stands beside it on the same shard: both hear of a press, one deals with it.
    beside = await start(1)
    async with asyncio.timeout(20):
        while len(discord.gateway.connected) < 3:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.05)
    for sentence in (f"You gave back <@&{blue}>.", f"You have <@&{blue}> now."):
        assert sentence in (await member.press(buttons, f"roles:1:take:{blue}")).text

    # The first of the two dies; what comes by itself comes from the last one.
    await other.kill()
    newcomer = await client.add_member("Sandbox", "newcomer")
    former = await client.add_member("Sandbox", "former", roles=["Red"])
    await newcomer.set_presence("online", custom="see .GG/X")
    await former.set_presence("online", custom="nothing of it")
    taken = await member.select(choices, "roles:2:choose", [str(blue)])
    assert f"You gave back <@&{blue}>." in taken.text
    await roles_become(client, "newcomer", "Red", "Blue")
    await roles_become(client, "former", "Blue")
    for bot in (poster, other, beside):
        assert "Traceback" not in bot.log
