"""Being away over the wire: whatever happens in between, everybody is called as before in the end."""

from discord_sandbox.client import SandboxClient
from discord_sandbox.client.views import Message
from e2e.conftest import StartBot

AFTER_GRACE = 11.0
SERVERS = {"general": "Sandbox", "Meadow/general": "Meadow"}
# Enough to read and answer: View Channels, Send Messages, Read Message History.
PLAIN = (1 << 10) | (1 << 11) | (1 << 16)


async def _answer(client: SandboxClient, who: str, channel: str, text: str) -> Message:
    said = await client.user(who).send(channel, text)
    return await client.wait_for_message(channel, author="bot", after=said)


async def _nicknames(client: SandboxClient) -> list[str | None]:
    return [(await client.member(guild, "member")).nick for guild in SERVERS.values()]


async def test_nicknames_in_two_servers_are_what_they_were_after_a_crash_in_between(
    client: SandboxClient, start_bot: StartBot
) -> None:
    await client.add_guild("Meadow", owner="owner")
    await client.add_member("Meadow", "member")
    bot = await start_bot()
    await client.user("owner").set_nick("Sandbox", "Mimi", member="member")
    before = await _nicknames(client)
    name = (await client.member("Meadow", "member")).display_name
    for channel in SERVERS:
        for reason in ("lunch", "a nap"):
            assert f"You are away: {reason}" in (await _answer(client, "member", channel, f"$afk {reason}")).text
    assert before == ["Mimi", None]
    assert await _nicknames(client) == ["[AFK] Mimi", f"[AFK] {name}"]
    mention = f"<@{(await client.member('Sandbox', 'member')).user.id}>"
    told = await _answer(client, "owner", "general", f"{mention} are you there?")
    assert "is away: a nap" in told.text
    assert told.pings_nobody

    await bot.kill()
    await start_bot()
    await client.advance(AFTER_GRACE)
    for channel in SERVERS:
        welcome = await _answer(client, "member", channel, "I am back")
        assert "Welcome back" in welcome.text
        assert welcome.pings_nobody
        assert ("mentioned" in welcome.text) == (channel == "general")
    assert await _nicknames(client) == before


async def test_without_the_permission_the_nickname_stays_and_the_answer_says_so(
    client: SandboxClient, start_bot: StartBot
) -> None:
    await start_bot()
    await client.edit_role("Sandbox", "Astromorty", permissions=PLAIN)
    answer = await client.user("member").slash("general", "afk set", reason="lunch")
    assert "You are away: lunch" in answer.text
    assert "Your nickname was not changed" in answer.text
    await client.edit_role("Sandbox", "Astromorty", permissions=PLAIN | 1 << 27)
    again = await client.user("member").slash("general", "afk set")
    assert "nickname" not in again.text
    assert (await client.member("Sandbox", "member")).nick is not None
    assert "Welcome back" in (await client.user("member").slash("general", "afk clear")).text
    assert (await client.member("Sandbox", "member")).nick is None
