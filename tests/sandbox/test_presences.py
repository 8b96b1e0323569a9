"""What users show of themselves, who is still screened, and many who react with the server's own emoji."""

import asyncio

import discord
from tests.sandbox.bare_bot import BareBot, StartBot, eventually

from discord_sandbox.client import SandboxClient

HOME = "Sandbox"


def member_of(bot: BareBot, name: str) -> discord.Member | None:
    guild = discord.utils.get(bot.guilds, name=HOME)
    return discord.utils.get(guild.members, name=name) if guild else None


async def test_status_and_activities_are_seen_with_the_intent_only(client: SandboxClient, start_bot: StartBot) -> None:
    user = client.user("member")
    await user.set_presence("idle", custom="join us at .gg/astro")
    bot = await start_bot()
    member = member_of(bot, "member")
    assert member
    assert (member.status, str(member.activity)) == (discord.Status.idle, "join us at .gg/astro")
    await user.set_presence("dnd", playing="Chess")
    await eventually(lambda: str(member.activity) == "Chess" and member.status is discord.Status.dnd)
    assert member.activity
    assert member.activity.type is discord.ActivityType.playing
    await bot.change_presence(activity=discord.CustomActivity("stargazing"))
    await eventually(lambda: any(name == "presence_update" and args[1].bot for name, args in bot.dispatched))
    assert (await client.member(HOME, "bot")).activities[0]["state"] == "stargazing"


async def test_without_the_intent_presences_are_not_heard(client: SandboxClient, start_bot: StartBot) -> None:
    intents = discord.Intents.all()
    intents.presences = False
    bot = await start_bot(intents=intents)
    await client.user("member").set_presence("dnd", playing="Chess")
    written = await client.user("member").send("general", "look")
    await bot.hears(lambda each: each.id == written.id)
    assert not [name for name, _ in bot.dispatched if name == "presence_update"]


async def test_who_has_not_accepted_the_rules_is_pending_until_then(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    user = await client.add_member(HOME, "fresh", pending=True)
    await eventually(lambda: bool((member := member_of(bot, "fresh")) and member.pending))
    await user.finish_screening(HOME)
    await eventually(lambda: bool((member := member_of(bot, "fresh")) and not member.pending))


async def test_two_hundred_react_at_once_with_the_servers_emoji(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    star = await client.add_emoji(HOME, "star")
    names = await client.add_members(HOME, 200)
    message = await client.user("owner").send("general", "look")
    await asyncio.gather(*(client.user(name).react(message, star) for name in names))
    channel = bot.get_channel(message.channel_id)
    assert isinstance(channel, discord.TextChannel)
    reaction = (await channel.fetch_message(message.id)).reactions[0]
    assert (str(reaction.emoji), reaction.count) == (star, 200)
    assert {user.name async for user in reaction.users()} == set(names)
    await client.user(names[0]).unreact(message, star)
    await eventually(lambda: any(name == "raw_reaction_remove" for name, _ in bot.dispatched))
