"""Users come and go, change names and roles; the bot hears of it as from Discord."""

import discord
import pytest
from tests.sandbox.bare_bot import BareBot, StartBot, eventually

from discord_sandbox.client import SandboxClient, SandboxRefused

HOME = "Sandbox"


def member_of(bot: BareBot, name: str) -> discord.Member:
    guild = discord.utils.get(bot.guilds, name=HOME)
    assert guild
    member = discord.utils.get(guild.members, name=name)
    assert member
    return member


async def refused(act: object) -> str:
    with pytest.raises(SandboxRefused) as refusal:
        await act  # type: ignore[misc]
    return refusal.value.code


async def test_a_nickname_of_ones_own_and_of_another_reaches_the_bot(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    await client.user("member").set_nick(HOME, "  Mimi ")
    await eventually(lambda: member_of(bot, "member").nick == "Mimi")
    await client.user("moderator").set_nick(HOME, "Mia M.", member="member")
    await eventually(lambda: member_of(bot, "member").nick == "Mia M.")
    await client.user("member").set_nick(HOME, None)
    await eventually(lambda: member_of(bot, "member").nick is None)
    assert (await client.member(HOME, "member")).display_name == "Mia Member"


async def test_a_nickname_needs_permission_rank_and_at_most_32_characters(client: SandboxClient) -> None:
    member, moderator = client.user("member"), client.user("moderator")
    assert await refused(member.set_nick(HOME, "x", member="moderator")) == "50013"
    assert await refused(moderator.set_nick(HOME, "x", member="owner")) == "50013"
    assert await refused(member.set_nick(HOME, "x" * 33)) == "50035"
    await client.edit_role(HOME, "@everyone", permissions=0)
    assert await refused(member.set_nick(HOME, "x")) == "50013"
    assert (await client.member(HOME, "member")).nick is None


async def test_who_rejoins_has_neither_nickname_nor_roles(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    member = client.user("member")
    await member.set_nick(HOME, "Mimi")
    await client.user("owner").give_role(HOME, "member", "Moderator")
    assert (await client.member(HOME, "member")).roles == ["Moderator"]
    await member.leave(HOME)
    assert (await bot.told("raw_member_remove")).user.name == "member"
    assert await refused(member.leave(HOME)) == "unknown_member"
    await member.join(HOME)
    assert (await bot.told("member_join")).roles[1:] == []
    assert (await client.member(HOME, "member")).nick is None


async def test_the_owner_stays_and_the_banned_stay_away(client: SandboxClient, start_bot: StartBot) -> None:
    await start_bot()
    moderator, member = client.user("moderator"), client.user("member")
    assert await refused(client.user("owner").leave(HOME)) == "owner"
    await moderator.ban(HOME, "member")
    assert await refused(member.join(HOME)) == "banned"
    await moderator.unban(HOME, "member")
    await member.join(HOME)
    await moderator.kick(HOME, "member")
    assert await refused(client.member(HOME, "member")) == "unknown_member"
    assert await refused(moderator.kick(HOME, "owner")) == "50013"


async def test_roles_are_given_and_taken_by_rank(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    owner, moderator = client.user("owner"), client.user("moderator")
    await client.add_role(HOME, "Level 5", position=1)
    await client.add_role(HOME, "Council", position=9)
    await owner.give_role(HOME, "member", "Level 5")
    await owner.give_role(HOME, "member", "Council")
    await eventually(lambda: [role.name for role in member_of(bot, "member").roles[1:]] == ["Level 5", "Council"])
    assert await refused(moderator.take_role(HOME, "member", "Council")) == "50013"
    assert await refused(owner.give_role(HOME, "member", "Astromorty")) == "50028"
    await owner.take_role(HOME, "member", "Council")
    assert (await client.member(HOME, "member")).roles == ["Level 5"]
    with pytest.raises(discord.Forbidden) as forbidden:
        await member_of(bot, "member").add_roles(discord.Object(await client.add_role(HOME, "Above", position=3)))
    assert forbidden.value.code == 50013


async def test_who_is_timed_out_by_a_moderator_cannot_write_until_it_ends(client: SandboxClient) -> None:
    moderator, member = client.user("moderator"), client.user("member")
    await moderator.time_out(HOME, "member", 60)
    assert await refused(member.send("general", "let me")) == "forbidden"
    await moderator.time_out(HOME, "member", None)
    await member.send("general", "thanks")
    assert await refused(moderator.time_out(HOME, "member", 29 * 86_400)) == "50035"


async def test_roles_and_channels_change_and_go_before_the_bots_eyes(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    guild = member_of(bot, "member").guild
    role_id = await client.add_role(HOME, "Reward/1", mentionable=True)
    channel_id = await client.add_channel(HOME, "Level ups")
    await eventually(lambda: guild.get_role(role_id) is not None and guild.get_channel(channel_id) is not None)
    await client.edit_role(HOME, "Reward/1", name="Reward", position=7)
    await eventually(lambda: str(guild.get_role(role_id)) == "Reward")
    await client.set_overwrite("level-ups", member="bot", deny=discord.Permissions(send_messages=True).value)
    channel = guild.get_channel(channel_id)
    assert isinstance(channel, discord.TextChannel)
    await eventually(lambda: not channel.permissions_for(guild.me).send_messages)
    with pytest.raises(discord.Forbidden):
        await channel.send("level up")
    await client.set_overwrite("level-ups", member="bot")
    await eventually(lambda: channel.permissions_for(guild.me).send_messages)
    await client.delete_channel("level-ups")
    await client.delete_role(HOME, "Reward")
    await eventually(lambda: guild.get_role(role_id) is None and guild.get_channel(channel_id) is None)


async def test_another_bot_and_a_webhook_write_as_what_they_are(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    other = await client.add_member(HOME, "helper", bot=True)
    await other.send("general", "beep")
    assert (await bot.hears(lambda each: each.content == "beep")).author.bot
    news = await client.send_as_webhook("general", "today", name="Daily")
    heard = await bot.hears(lambda each: each.content == "today")
    assert (heard.webhook_id, heard.author.name, heard.author.bot) == (news.webhook_id, "Daily", True)
    assert heard.application_id is None
    await heard.reply("thanks")
    answer = await client.wait_for_message("general", author="Astromorty")
    assert (answer.reply_to, [user.username for user in answer.mentions]) == (news.id, ["Daily"])
    again = await client.send_as_webhook("general", "tomorrow", name="Daily")
    assert again.author.id == news.author.id
