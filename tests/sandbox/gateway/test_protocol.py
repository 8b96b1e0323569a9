"""The handshake: what is refused, and with which close code."""

import pytest
from tests.sandbox.gateway.wire import WireClient

from discord_sandbox.gateway.intents import Intents
from discord_sandbox.server import Sandbox
from discord_sandbox.state.application import ApplicationFlags


@pytest.mark.parametrize("compress", [None, "zlib-stream", "zstd-stream"])
async def test_every_compression_carries_ready_and_all_guilds(sandbox: Sandbox, compress: str | None) -> None:
    async with WireClient(sandbox.gateway_url, compress) as wire:
        ready = await wire.identify(sandbox.token)
        names = {(await wire.receive_event("GUILD_CREATE"))["name"] for _ in ready["guilds"]}
    assert names == {"Sandbox", "Second Server"}


async def test_heartbeat_is_acknowledged(sandbox: Sandbox) -> None:
    async with WireClient(sandbox.gateway_url) as wire:
        hello = await wire.receive()
        await wire.send(1, None)
        ack = await wire.receive()
    assert (hello["op"], hello["d"]["heartbeat_interval"], ack["op"]) == (10, 41250, 11)


async def test_wrong_token_is_closed_with_4004(sandbox: Sandbox) -> None:
    async with WireClient(sandbox.gateway_url) as wire:
        assert await wire.identify("wrong") == 4004


@pytest.mark.parametrize("shard", [[1, 1], [2, 2], [-1, 2], [0, 0]])
async def test_shard_outside_the_count_is_closed_with_4010(sandbox: Sandbox, shard: list[int]) -> None:
    async with WireClient(sandbox.gateway_url) as wire:
        assert await wire.identify(sandbox.token, shard=shard) == 4010


async def test_unknown_intent_bits_are_closed_with_4013(sandbox: Sandbox) -> None:
    async with WireClient(sandbox.gateway_url) as wire:
        assert await wire.identify(sandbox.token, intents=1 << 40) == 4013


@pytest.mark.parametrize(
    ("flag", "intent"),
    [
        (ApplicationFlags.MEMBERS, Intents.GUILD_MEMBERS),
        (ApplicationFlags.PRESENCES, Intents.GUILD_PRESENCES),
        (ApplicationFlags.MESSAGE_CONTENT, Intents.MESSAGE_CONTENT),
    ],
)
async def test_privileged_intent_that_is_not_enabled_is_closed_with_4014(
    sandbox: Sandbox, flag: ApplicationFlags, intent: Intents
) -> None:
    sandbox.world.application.flags &= ~flag
    async with WireClient(sandbox.gateway_url) as wire:
        assert await wire.identify(sandbox.token, intents=intent) == 4014
    async with WireClient(sandbox.gateway_url) as wire:
        ready = await wire.identify(sandbox.token, intents=Intents.GUILDS)
        assert ready["application"]["flags"] == sandbox.world.application.flags


async def test_command_before_identify_is_closed_with_4003(sandbox: Sandbox) -> None:
    async with WireClient(sandbox.gateway_url) as wire:
        await wire.receive()
        await wire.send(8, {"guild_id": "1", "query": "", "limit": 0})
        assert await wire.receive() == 4003


async def test_unknown_opcode_is_closed_with_4001(sandbox: Sandbox) -> None:
    async with WireClient(sandbox.gateway_url) as wire:
        await wire.receive()
        await wire.send(99)
        assert await wire.receive() == 4001


async def test_foreign_api_version_is_closed_with_4012(sandbox: Sandbox) -> None:
    async with WireClient(sandbox.gateway_url, version=3) as wire:
        assert await wire.receive() == 4012


async def test_more_than_120_commands_a_minute_are_closed_with_4008(sandbox: Sandbox) -> None:
    async with WireClient(sandbox.gateway_url) as wire:
        await wire.receive()
        for _ in range(121):
            await wire.send(1)
        answers = [await wire.receive() for _ in range(121)]
    assert answers[-1] == 4008


async def test_resume_of_an_unknown_session_is_invalid(sandbox: Sandbox) -> None:
    async with WireClient(sandbox.gateway_url) as wire:
        await wire.receive()
        await wire.send(6, {"token": sandbox.token, "session_id": "gone", "seq": 3})
        assert (await wire.receive())["op"] == 9


async def test_each_shard_gets_its_own_guilds(sandbox: Sandbox) -> None:
    seen: list[set[str]] = []
    for shard_id in range(4):
        async with WireClient(sandbox.gateway_url) as wire:
            ready = await wire.identify(sandbox.token, shard=[shard_id, 4])
            seen.append({guild["id"] for guild in ready["guilds"]})
    expected = [
        {str(guild_id) for guild_id in sandbox.world.guilds if (guild_id >> 22) % 4 == shard_id}
        for shard_id in range(4)
    ]
    assert seen == expected


async def test_second_identify_of_a_bucket_within_five_seconds_is_recorded_and_its_session_invalid(
    sandbox: Sandbox,
) -> None:
    sandbox.gateway.enforce_spacing = True
    async with WireClient(sandbox.gateway_url) as wire:
        assert (await wire.identify(sandbox.token))["session_id"]
    async with WireClient(sandbox.gateway_url) as wire:
        await wire.receive()
        await wire.send(2, {"token": sandbox.token, "intents": 0, "properties": {}})
        answer = await wire.receive()
        assert (answer["op"], answer["d"]) == (9, False)
    sandbox.clock.advance(5)
    async with WireClient(sandbox.gateway_url) as wire:
        assert (await wire.identify(sandbox.token))["session_id"]
    first, second, third = sandbox.gateway.identify_limit.records
    assert (first.early, third.early) == (0, 0)
    assert 4 < second.early <= 5
