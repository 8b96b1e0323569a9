"""Users start threads and write in them; the bot hears it."""

import discord
import pytest
from tests.sandbox.bare_bot import StartBot, eventually

from discord_sandbox.client import SandboxClient, SandboxRefused


async def refused(act: object) -> str:
    with pytest.raises(SandboxRefused) as refusal:
        await act  # type: ignore[misc]
    return refusal.value.code


async def test_a_user_starts_a_thread_and_the_bot_answers_in_it(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    member = client.user("member")
    asked = await member.send("general", "a question")
    thread_id = await member.start_thread("general", "Question", message=asked)
    assert thread_id == asked.id
    thread = await bot.told("thread_create")
    assert isinstance(thread, discord.Thread)
    await member.send("Sandbox/Question", "who knows?")
    heard = await bot.hears(lambda each: each.content == "who knows?")
    assert heard.channel == thread
    await heard.reply("I do")
    answer = await client.wait_for_message("Question", author="bot")
    assert (answer.content, answer.channel_id) == ("I do", thread_id)
    assert await refused(member.start_thread(thread_id, "nested")) == "50013"


async def test_a_locked_thread_is_closed_to_members_and_open_to_moderators(client: SandboxClient) -> None:
    member, moderator = client.user("member"), client.user("moderator")
    await member.start_thread("general", "Talk")
    await client.edit_thread("Talk", locked=True, archived=True)
    assert await refused(member.send("Talk", "hello?")) == "160005"
    await moderator.send("Talk", "it is closed")
    await client.edit_thread("Talk", locked=False)
    await member.send("Talk", "thanks")
    await client.delete_channel("Talk")
    assert await refused(member.send("Talk", "gone?")) == "unknown_channel"


async def test_a_private_thread_is_seen_by_its_members_and_moderators_alone(
    client: SandboxClient, start_bot: StartBot
) -> None:
    await client.add_member("Sandbox", "other")
    await client.edit_role("Sandbox", "Astromorty", permissions=0)
    bot = await start_bot()
    await client.user("member").start_thread("general", "Secret", private=True)
    await client.user("member").send("Secret", "between us")
    await client.user("moderator").send("Secret", "and me")
    assert await refused(client.user("other").send("Secret", "me too?")) == "unknown_channel"
    public = await client.user("member").send("general", "all may read this")
    await bot.hears(lambda each: each.id == public.id)
    assert [each.content for each in bot.heard] == ["all may read this"]
    assert [thread for guild in bot.guilds for thread in guild.threads] == []


async def test_threads_are_there_when_the_bot_connects(client: SandboxClient, start_bot: StartBot) -> None:
    await client.user("member").start_thread("general", "Old", private=False)
    await client.user("member").start_thread("general", "Done")
    await client.edit_thread("Done", archived=True)
    bot = await start_bot()
    guild = discord.utils.get(bot.guilds, name="Sandbox")
    assert guild
    await eventually(lambda: [each.name for each in guild.threads] == ["Old"])
