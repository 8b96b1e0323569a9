"""Writing, reading and reacting as a user."""

from datetime import timedelta

import discord
import pytest
from tests.sandbox.bare_bot import StartBot

from discord_sandbox.cdn.png import draw_picture
from discord_sandbox.client import SandboxClient, SandboxRefused, SandboxTimeout
from discord_sandbox.server import Sandbox


async def test_mentions_replies_edits_and_deletions_reach_the_bot(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    owner, member = client.user("owner"), client.user("member")
    asked = await owner.send("general", "who is there?")
    member_id = (await member.send("general", "me", reply_to=asked)).author.id
    answer = await bot.hears(lambda each: each.content == "me")
    assert answer.reference
    assert (answer.reference.message_id, [user.name for user in answer.mentions]) == (asked.id, ["owner"])

    await owner.send("general", f"<@{member_id}> look @everyone")
    mention = await bot.hears(lambda each: "look" in each.content)
    assert ([user.id for user in mention.mentions], mention.mention_everyone) == ([member_id], True)

    await owner.edit(asked, "who was there?")
    assert (await bot.told("raw_message_edit")).message.content == "who was there?"
    await owner.delete(asked)
    assert (await bot.told("raw_message_delete")).message_id == asked.id


async def test_member_without_mention_everyone_pings_nobody(sandbox: Sandbox, client: SandboxClient) -> None:
    for guild in sandbox.world.guilds.values():
        guild.everyone.permissions &= ~(1 << 17)
    assert (await client.user("owner").send("general", "@everyone")).mention_everyone
    assert not (await client.user("member").send("general", "@everyone")).mention_everyone


async def test_hidden_channel_does_not_exist_for_a_member(client: SandboxClient) -> None:
    moderator, member = client.user("moderator"), client.user("member")
    await moderator.send("Sandbox/mod-log", "psst")
    with pytest.raises(SandboxRefused, match="no channel"):
        await member.view("Sandbox/mod-log")
    with pytest.raises(SandboxRefused) as refused:
        await member.send("Sandbox/mod-log", "hello")
    assert refused.value.code == "unknown_channel"


async def test_timed_out_member_cannot_write(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    await client.user("member").send("general", "first")
    member = (await bot.hears(lambda each: each.content == "first")).author
    assert isinstance(member, discord.Member)
    await member.timeout(timedelta(seconds=60))
    with pytest.raises(SandboxRefused, match="cannot write"):
        await client.user("member").send("general", "let me")
    await client.advance(61)
    assert (await client.user("member").send("general", "at last")).content == "at last"


async def test_only_the_author_edits_and_only_moderators_delete_others(client: SandboxClient) -> None:
    message = await client.user("owner").send("general", "mine")
    with pytest.raises(SandboxRefused) as refused:
        await client.user("moderator").edit(message, "ours")
    assert refused.value.code == "50005"
    with pytest.raises(SandboxRefused) as refused:
        await client.user("member").delete(message)
    assert refused.value.code == "50013"
    await client.user("moderator").delete(message)
    assert await client.user("owner").view("general") == []


async def test_reactions_reach_the_bot_and_are_seen(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    member = client.user("member")
    message = await client.user("owner").send("general", "stars?")
    await member.react(message, "⭐")
    assert str((await bot.told("raw_reaction_add")).emoji) == "⭐"
    assert [each["count"] for each in (await member.view("general"))[0].reactions] == [1]
    await member.unreact(message, "⭐")
    assert str((await bot.told("raw_reaction_remove")).emoji) == "⭐"


async def test_bot_writes_to_a_user_until_they_forbid_it(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    member = client.user("member")
    await member.dm("hello")
    author = (await bot.hears(lambda each: each.content == "hello")).author
    await author.send("hello yourself")
    assert [each.text for each in await member.view("@bot")] == ["hello", "hello yourself"]
    assert await client.user("owner").view("@bot") == []
    await member.accept_direct_messages(False)
    with pytest.raises(discord.Forbidden) as refused:
        await author.send("and another thing")
    assert refused.value.code == 50007


async def test_file_of_a_user_can_be_read_by_the_bot(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    await client.user("owner").send("general", "import this", files={"config.json": b"{}"})
    heard = await bot.hears(lambda each: each.content == "import this")
    assert await heard.attachments[0].read() == b"{}"
    message = (await client.user("member").view("general"))[0]
    assert await client.download(message.attachments[0]) == b"{}"


async def test_a_picture_of_a_user_is_read_by_the_bot(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    member, picture = client.user("member"), draw_picture("me", 256)
    await member.set_avatar(picture)
    changed = await bot.told("user_update")
    seen = bot.get_user(changed.id)
    assert seen
    assert seen.avatar
    assert await seen.avatar.with_size(256).read() == picture
    await member.set_avatar(None)
    assert (await bot.fetch_user(changed.id)).avatar is None
    with pytest.raises(SandboxRefused, match="PNG"):
        await member.set_avatar(b"GIF89a")


async def test_wait_that_comes_to_nothing_says_so(client: SandboxClient) -> None:
    await client.user("owner").send("general", "anybody?")
    with pytest.raises(SandboxTimeout, match=r"no such MESSAGE_CREATE within 0.2 s, 1 others"):
        await client.wait_for_message("general", author="bot", timeout=0.2)


async def test_state_and_requests_show_what_the_bot_does(client: SandboxClient, start_bot: StartBot) -> None:
    assert not (await client.bot()).connected
    bot = await start_bot()
    state = await client.wait_for_bot()
    assert [(shard.shard_id, shard.shard_count) for shard in state.shards] == [(0, 1)]
    with pytest.raises(discord.HTTPException) as refused:
        await bot.fetch_premium_sticker_packs()
    assert refused.value.status == 501
    requests = await client.requests()
    assert requests["GET /users/@me"] == 1
    assert requests["501 GET /api/v10/sticker-packs"] == 1


async def test_switched_on_fault_meets_the_bot(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    fault = await client.add_fault("server_error", "GET /users/*", times=1, status=502)
    await bot.fetch_user(bot.application_id or 0)
    assert await client.remove_fault(fault) == 1
