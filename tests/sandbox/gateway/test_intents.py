"""What a bot hears with and without an intent."""

import asyncio

import discord
import pytest
from tests.sandbox.bare_bot import StartBot

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox
from discord_sandbox.state.application import ApplicationFlags


def _without(**off: bool) -> discord.Intents:
    intents = discord.Intents.all()
    for name, value in off.items():
        setattr(intents, name, value)
    return intents


async def test_content_is_empty_without_the_intent_except_for_mentions_and_dms(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot(intents=_without(message_content=False))
    assert bot.user
    member = client.user("member")
    plain = await member.send("general", "a secret")
    mention = await member.send("general", f"hello {bot.user.mention}")
    direct = await member.dm("just us")
    heard = {
        sent.id: (await bot.hears(lambda each, sent=sent: each.id == sent.id)).content
        for sent in (plain, mention, direct)
    }
    assert heard == {plain.id: "", mention.id: f"hello {bot.user.mention}", direct.id: "just us"}


async def test_reply_to_the_bot_carries_its_content(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot(intents=_without(message_content=False))
    member = client.user("member")
    opening = await member.send("general", "hello")
    own = await (await bot.hears(lambda each: each.id == opening.id)).channel.send("from the bot")
    first = await client.wait_for_message("general", author="bot", where=lambda each: each.id == own.id)
    answer = await member.send("general", "an answer", reply_to=first)
    assert (await bot.hears(lambda each: each.id == answer.id)).content == "an answer"


async def test_fetched_message_is_empty_where_the_application_lacks_the_intent(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    sandbox.world.application.flags &= ~ApplicationFlags.MESSAGE_CONTENT
    bot = await start_bot(intents=_without(message_content=False))
    sent = await client.user("member").send("general", "a secret")
    channel = bot.get_partial_messageable(sent.channel_id)
    assert (await channel.fetch_message(sent.id)).content == ""


async def test_disallowed_intents_stop_the_bot_with_discordpys_own_error(sandbox: Sandbox, start_bot: StartBot) -> None:
    sandbox.world.application.flags &= ~ApplicationFlags.MEMBERS
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await start_bot()


async def test_members_are_chunked_queried_and_fetched_by_id(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    for number in range(3):
        await client.add_member("Sandbox", f"extra{number}")
    guild = next(guild for guild in bot.guilds if guild.name == "Sandbox")
    everybody = await guild.chunk()
    assert {member.name for member in everybody} >= {"owner", "moderator", "member", "extra0", "extra2"}
    assert {member.name for member in await guild.query_members("extra", limit=2)} == {"extra0", "extra1"}
    found = await guild.query_members(user_ids=[everybody[0].id])
    assert found == [everybody[0]]


async def test_without_presences_only_the_bot_itself_comes_with_the_guild(start_bot: StartBot) -> None:
    bot = await start_bot(intents=_without(presences=False, members=False))
    assert {member.id for guild in bot.guilds for member in guild.members} == {bot.application_id}


async def test_bot_does_not_hear_a_channel_that_it_cannot_see(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    log = next(each for each in sandbox.world.channels.values() if each.name == "mod-log")
    log.overwrites = {role_id: each for role_id, each in log.overwrites.items() if role_id == log.guild_id}
    hidden = await client.user("owner").send("mod-log", "unseen")
    seen = await client.user("owner").send("general", "seen")
    await bot.hears(lambda each: each.id == seen.id)
    assert hidden.id not in {each.id for each in bot.heard}


async def test_bot_learns_that_it_was_removed_and_invited_again(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    removed = asyncio.ensure_future(bot.wait_for("guild_remove", timeout=5))
    await client.remove_bot("Second Server")
    guild_id = (await removed).id
    joined = asyncio.ensure_future(bot.wait_for("guild_join", timeout=5))
    await client.add_bot("Second Server")
    assert (await joined).id == guild_id
    joined = asyncio.ensure_future(bot.wait_for("guild_join", timeout=5))
    third = await client.add_guild("Third")
    assert (await joined).id == third


async def test_presence_of_the_bot_is_seen(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    await bot.change_presence(status=discord.Status.idle, activity=discord.CustomActivity("stargazing"))
    await client.user("owner").send("general", "look")
    await bot.hears(lambda each: each.content == "look")
    state = await client.bot()
    assert state.status == "idle"
    assert state.shards[0].presence
    assert state.shards[0].presence["activities"][0]["state"] == "stargazing"
