"""Whom a message pings, and whom it only names."""

import discord
import pytest
from tests.sandbox.bare_bot import BareBot, StartBot

from discord_sandbox.client import Pinged, SandboxClient

HOME = "Sandbox"
EVERYBODY = "@everyone <@{member}> <@&{role}>"


def text_channel(bot: BareBot, name: str = "general") -> discord.TextChannel:
    channel = discord.utils.get(bot.get_all_channels(), name=name, guild__name=HOME)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def names(client: SandboxClient) -> dict[str, int]:
    """Return the IDs that stand for whom a text can mention."""
    role = await client.add_role(HOME, "Fans", mentionable=True)
    return {"member": (await client.member(HOME, "member")).user.id, "role": role}


@pytest.mark.parametrize(
    ("allowed", "pinged"),
    [
        (discord.AllowedMentions.all(), Pinged(["member"], ["Fans"], everyone=True)),
        (discord.AllowedMentions.none(), Pinged()),
        (discord.AllowedMentions(everyone=False, roles=False, users=True), Pinged(["member"])),
    ],
)
async def test_what_the_bot_allows_decides_who_is_pinged(
    client: SandboxClient, start_bot: StartBot, allowed: discord.AllowedMentions, pinged: Pinged
) -> None:
    bot = await start_bot()
    text = EVERYBODY.format(**await names(client))
    await text_channel(bot).send(text, allowed_mentions=allowed)
    message = await client.wait_for_message("general", author="bot")
    assert (message.content, message.pinged) == (text, pinged)
    assert message.pings_nobody == (pinged == Pinged())


async def test_nobody_is_pinged_by_an_edit_nor_by_a_silent_message(client: SandboxClient, start_bot: StartBot) -> None:
    channel = text_channel(await start_bot())
    text = EVERYBODY.format(**await names(client))
    everything = discord.AllowedMentions.all()
    message = await channel.send("hello", allowed_mentions=everything)
    await message.edit(content=text, allowed_mentions=everything)
    await channel.send(text, allowed_mentions=everything, silent=True)
    edited, silent = await client.user("owner").view("general")
    assert [user.username for user in edited.mentions] == ["member"]
    assert (edited.pings_nobody, silent.pings_nobody) == (True, True)


async def test_who_cannot_see_the_channel_is_named_but_not_pinged(client: SandboxClient, start_bot: StartBot) -> None:
    channel = text_channel(await start_bot(), "mod-log")
    ids = await names(client)
    await channel.send(f"<@{ids['member']}> left", allowed_mentions=discord.AllowedMentions.all())
    message = await client.wait_for_message("mod-log")
    assert ([user.username for user in message.mentions], message.pings_nobody) == (["member"], True)


async def test_a_role_that_is_not_mentionable_needs_the_permission(client: SandboxClient) -> None:
    role = await client.add_role(HOME, "Quiet")
    await client.edit_role(HOME, "@everyone", permissions=discord.Permissions(1 << 10 | 1 << 11).value)
    member, owner = client.user("member"), client.user("owner")
    assert (await member.send("general", f"<@&{role}>")).mention_roles == []
    assert (await owner.send("general", f"<@&{role}>")).pinged.roles == ["Quiet"]
    await client.edit_role(HOME, "Quiet", mentionable=True)
    assert (await member.send("general", f"<@&{role}>")).pinged.roles == ["Quiet"]


async def test_a_reply_pings_whom_it_answers_unless_told_not_to(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    asked = await client.user("owner").send("general", "who?")
    member = client.user("member")
    assert (await member.send("general", "me", reply_to=asked)).pinged.users == ["owner"]
    assert (await member.send("general", "<@1> and me", reply_to=asked, ping=False)).pings_nobody
    heard = await bot.hears(lambda each: each.content == "me")
    await heard.reply("welcome", mention_author=False)
    answer = await client.wait_for_message("general", author="bot")
    assert (answer.reply_to, answer.type, answer.pings_nobody) == (heard.id, 19, True)
    assert answer.referenced_message
    assert answer.referenced_message["content"] == "me"
    await heard.reply("really", mention_author=True)
    assert (await client.wait_for_message("general", author="bot", after=answer)).pinged.users == ["member"]


async def test_a_reply_to_a_deleted_message_is_refused_or_sent_as_a_plain_one(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    owner = client.user("owner")
    asked = await owner.send("general", "gone soon")
    heard = await bot.hears(lambda each: each.id == asked.id)
    await owner.delete(asked)
    with pytest.raises(discord.HTTPException) as refused:
        await heard.reply("too late")
    assert (refused.value.code, "Unknown message" in refused.value.text) == (50035, True)
    reference = heard.to_reference(fail_if_not_exists=False)
    assert (await heard.channel.send("anyway", reference=reference)).type is discord.MessageType.default
