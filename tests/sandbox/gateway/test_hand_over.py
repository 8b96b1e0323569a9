"""A server that comes to another shard while both are connected."""

import pytest
from tests.sandbox.gateway.wire import WireClient

from discord_sandbox.client import SandboxClient, SandboxRefused
from discord_sandbox.server import Sandbox


async def test_a_server_handed_over_comes_through_the_other_shard_and_back(
    sandbox: Sandbox, client: SandboxClient
) -> None:
    guild_id = next(guild.id for guild in sandbox.world.guilds.values() if guild.name == "Sandbox")
    first = (guild_id >> 22) % 2
    async with WireClient(sandbox.gateway_url) as one, WireClient(sandbox.gateway_url) as other:
        await one.identify(sandbox.token, shard=[first, 2])
        await other.identify(sandbox.token, shard=[1 - first, 2])
        assert await client.shard_of("Sandbox") == first

        for loses, gains, shard in ((one, other, 1 - first), (other, one, first)):
            await client.hand_over("Sandbox", shard)
            assert await loses.receive_event("GUILD_DELETE") == {"id": str(guild_id), "unavailable": True}
            while (created := await gains.receive_event("GUILD_CREATE"))["id"] != str(guild_id):
                pass  # what the shard was given when it identified
            assert created["unavailable"] is False
            assert await client.shard_of("Sandbox") == shard
            await client.user("owner").send("Sandbox/general", f"to {shard}")
            assert (await gains.receive_event("MESSAGE_CREATE"))["content"] == f"to {shard}"
        await client.user("owner").send("Sandbox/general", "once more")
        assert (await one.receive_event("MESSAGE_CREATE"))["content"] == "once more"


async def test_a_shard_that_is_not_connected_gets_no_server(sandbox: Sandbox, client: SandboxClient) -> None:
    async with WireClient(sandbox.gateway_url) as wire:
        await wire.identify(sandbox.token)
        with pytest.raises(SandboxRefused, match="No shard 1 is connected"):
            await client.hand_over("Sandbox", 1)
        assert await client.shard_of("Sandbox") == 0
