"""Slow mode holds people back, as long as it says."""

import pytest
from tests.sandbox.bare_bot import StartBot, eventually

from discord_sandbox.client import SandboxClient, SandboxRefused


async def too_early(client: SandboxClient, name: str) -> bool:
    try:
        await client.user(name).send("general", "x")
    except SandboxRefused as refusal:
        return refusal.code == "20016"
    return False


async def test_who_wrote_waits_in_that_channel_even_after_deleting(client: SandboxClient) -> None:
    await client.set_slowmode("general", 60)
    member = client.user("member")
    await member.delete(await member.send("general", "first"))
    assert await too_early(client, "member")
    await member.send("bot-commands", "elsewhere")
    await client.advance(59)
    assert await too_early(client, "member")
    await client.advance(1)
    assert not await too_early(client, "member")
    await client.set_slowmode("general", 0)
    assert not await too_early(client, "member")


async def test_moderators_owners_and_bots_never_wait(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    await client.set_slowmode("general", 21_600)
    await client.add_member("Sandbox", "helper", bot=True)
    for name in ("moderator", "owner", "helper"):
        assert not await too_early(client, name)
        assert not await too_early(client, name)
    channel = bot.get_partial_messageable((await client.user("owner").send("general", "y")).channel_id)
    await channel.send("one")
    await channel.send("two")


async def test_the_bot_hears_of_it_and_more_than_six_hours_are_refused(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    await client.set_slowmode("general", 30)
    channel = next(each for each in bot.get_all_channels() if each.name == "general")
    await eventually(lambda: getattr(channel, "slowmode_delay", 0) == 30)
    with pytest.raises(SandboxRefused) as refusal:
        await client.set_slowmode("general", 21_601)
    assert refusal.value.code == "50035"
