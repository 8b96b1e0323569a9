"""Sending and editing as the bot."""

import io

import discord
import pytest
from tests.sandbox.bare_bot import BareBot, StartBot

from discord_sandbox.client import SandboxClient
from discord_sandbox.server import Sandbox


def _general(bot: BareBot) -> discord.TextChannel:
    channels = (channel for guild in bot.guilds if guild.name == "Sandbox" for channel in guild.text_channels)
    return next(channel for channel in channels if channel.name == "general")


async def test_message_sent_twice_with_one_nonce_is_there_once(client: SandboxClient, start_bot: StartBot) -> None:
    channel = _general(await start_bot())
    first = await channel.send("remember", nonce="reminder-1")
    again = await channel.send("remember", nonce="reminder-1")
    other = await channel.send("remember", nonce="reminder-2")
    assert (first.id == again.id, first.id == other.id) == (True, False)
    await client.advance(301)
    assert (await channel.send("remember", nonce="reminder-1")).id != first.id


async def test_a_nonce_is_the_authors_in_every_channel_and_outlives_its_message(
    sandbox: Sandbox, client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    channel = _general(bot)
    first = await channel.send("remember", nonce=7)
    other = discord.utils.get(channel.guild.text_channels, name="bot-commands")
    assert other
    assert (await other.send("remember", nonce="7")).id == first.id
    assert await client.user("owner").view("bot-commands") == []
    await first.delete()
    with pytest.raises(discord.NotFound) as gone:
        await channel.send("remember", nonce=7)
    assert gone.value.code == 10008
    sandbox.rest.observe = None  # what follows is longer than Discord's description allows on purpose
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send("remember", nonce="n" * 26)
    assert refused.value.code == 50035


async def test_refused_edit_changes_nothing(client: SandboxClient, start_bot: StartBot) -> None:
    channel = _general(await start_bot())
    message = await channel.send("kept")
    with pytest.raises(discord.HTTPException) as refused:
        await message.edit(content="")
    assert refused.value.code == 50006
    (seen,) = await client.user("owner").view("general")
    assert (seen.text, seen.edited) == ("kept", False)


async def test_file_over_ten_mebibytes_is_refused(client: SandboxClient, start_bot: StartBot) -> None:
    channel = _general(await start_bot())
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send(file=discord.File(io.BytesIO(bytes(10 * 1024 * 1024 + 1)), "big.bin"))
    assert (refused.value.status, refused.value.code) == (413, 40005)
    assert await client.user("owner").view("general") == []


async def test_allowed_mentions_decide_who_is_pinged(client: SandboxClient, start_bot: StartBot) -> None:
    channel = _general(await start_bot())
    asked = await client.user("member").send("general", "hello?")
    text = f"<@{asked.author.id}> @everyone"
    silent = await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
    loud = await channel.send(text, allowed_mentions=discord.AllowedMentions(users=True, everyone=False))
    assert ([user.id for user in silent.mentions], [user.id for user in loud.mentions]) == ([], [asked.author.id])
    assert not loud.mention_everyone


async def test_picture_in_an_embed_points_at_the_cdn(client: SandboxClient, start_bot: StartBot) -> None:
    channel = _general(await start_bot())
    embed = discord.Embed(title="Card").set_image(url="attachment://card.png")
    picture = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (160).to_bytes(4, "big")
    await channel.send(embed=embed, file=discord.File(io.BytesIO(picture), "card.png"))
    (seen,) = await client.user("owner").view("general")
    (attachment,) = seen.attachments
    assert seen.embeds[0]["image"]["url"] == attachment["url"]
    assert (attachment["width"], attachment["height"]) == (640, 160)
