import asyncio
import sys

import discord
import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.intents import PRIVILEGED, IntentOff, IntentPlan
from behaviour.world import Server, shown


async def test_ping_measures_the_gateway_and_the_database(server: Server) -> None:
    assert "database" in await server.says(server.member, "$ping")


NO_CHANNEL = "❌ `channel` was not found. Example: `$info channel #general`"


async def test_the_bot_tells_its_version_and_what_is_off(server: Server, bot: Astromorty) -> None:
    bot.plan = IntentPlan(discord.Intents.none(), (IntentOff(PRIVILEGED[0], "not enabled"),))
    answer = shown(await server.member.slash(server.channel, "info bot"))
    assert "Version" in answer
    assert "1 of 1" in answer
    assert "Message Content intent is off" in answer


async def test_the_server_is_described(server: Server) -> None:
    answer = shown(await server.member.slash(server.channel, "info server"))
    assert "Garden" in answer
    assert f"<@{server.owner.id}>" in answer


async def test_a_member_is_described_and_oneself_by_default(server: Server) -> None:
    answer = shown(await server.member.slash(server.channel, "info user", user=server.manager))
    assert "manu" in answer
    assert "Roles" in answer
    assert "mia" in await server.says(server.member, "$info user")


async def test_a_user_who_is_not_there_is_refused(server: Server) -> None:
    assert "`user` was not found" in await server.says(server.member, "$info user 1234567890123456789")


async def test_a_role_is_described_with_what_it_may(
    server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = server.guild.create_role("*Gardeners*", permissions=discord.Permissions(ban_members=True, manage_guild=True))

    async def counts(_guild_id: int) -> dict[str, int]:
        return {str(role.id): 1_200}

    # The tests' Discord does not know this request; the sandbox does.
    monkeypatch.setattr(bot.http, "get_role_member_counts", counts)
    answer = shown(await server.member.slash(server.channel, "info role", role=role))
    assert "**Members** 1,200" in answer
    assert "### \\*Gardeners\\*" in answer
    assert "**Permissions** Ban Members, Manage Server" in answer
    assert " of 4, from the top" in answer
    assert f"**ID** `{role.id}`" in answer


async def test_a_role_is_described_also_when_discord_does_not_count_its_members(
    server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_guild_id: int) -> dict[str, int]:
        await asyncio.sleep(60)
        return {}

    monkeypatch.setattr(bot.http, "get_role_member_counts", hang)
    monkeypatch.setattr(sys.modules["astromorty.cogs.info.roles"], "COUNT_TIMEOUT", 0.01)
    answer = await server.says(server.member, "$info role Managers")
    assert "**Permissions** Manage Server" in answer
    assert "**Members**" not in answer


async def test_a_channel_is_described_and_this_one_by_default(server: Server) -> None:
    plants = server.guild.create_category("Plants")
    roses = server.guild.create_text_channel("roses", topic="**Only** roses <@1>", category=plants)
    answer = shown(await server.member.slash(server.channel, "info channel", channel=roses))
    assert "text channel" in answer
    assert "**Category** Plants" in answer
    assert "**Topic** \\*\\*Only\\*\\* roses \\<@1>" in answer
    assert f"<#{server.channel.id}>, text channel" in await server.says(server.member, "$info channel")


async def test_every_kind_of_channel_is_described(server: Server) -> None:
    kinds = {
        server.guild.create_voice_channel("voice", user_limit=7, bitrate=96_000): "**Members in it** 0 of 7",
        server.guild.create_stage_channel("stage"): "stage",
        server.guild.create_news_channel("news"): "announcement channel",
        server.guild.create_category("all"): "**Channels** 0",
        server.guild.create_forum_channel("forum"): "**Tags** none",
    }
    for channel, part in kinds.items():
        assert part in shown(await server.member.slash(server.channel, "info channel", channel=channel))


async def test_a_channel_that_a_member_does_not_see_is_as_if_it_were_not_there(server: Server) -> None:
    hidden = discord.PermissionOverwrite(view_channel=False)
    secret = server.guild.create_text_channel("secret", overwrites={server.guild.default_role: hidden})
    assert await server.says(server.member, f"$info channel {secret.id}") == NO_CHANNEL
    assert await server.says(server.member, "$info channel 1234567890123456789") == NO_CHANNEL
    assert "**Seen by** some members only" in await server.says(server.owner, f"$info channel {secret.id}")


async def test_a_private_thread_is_shown_to_who_is_in_it(server: Server, bot: Astromorty) -> None:
    channel = bot.get_channel(server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="plans", type=discord.ChannelType.private_thread)
    assert await server.says(server.member, f"$info channel {thread.id}") == NO_CHANNEL
    await thread.add_user(discord.Object(server.member.id))
    answer = await server.says(server.member, f"$info channel {thread.id}")
    assert "private thread" in answer
    assert "**State** open" in answer


async def test_an_avatar_is_shown_in_all_sizes_here_and_everywhere(
    server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "One of Discord's own" in await server.says(server.member, "$avatar")
    member = server.manager.member
    assert member is not None
    monkeypatch.setattr(bot.get_user(member.id), "_avatar", "a_0123456789abcdef0123456789abcdef")
    monkeypatch.setattr(member, "_avatar", "fedcba9876543210fedcba9876543210")
    answer = await server.says(server.member, f"$avatar {member.id}")
    assert "**In this server**" in answer
    assert "**Everywhere else**\n" in answer
    assert "**GIF** [128](" in answer
    assert (
        f"/guilds/{server.guild.id}/users/{member.id}/avatars/fedcba9876543210fedcba9876543210.png?size=4096" in answer
    )
    by_menu = await server.member.context_menu(server.channel, "Avatar", server.manager)
    assert by_menu.ephemeral
    assert "manu" in shown(by_menu)


async def test_members_are_counted_and_people_and_bots_only_where_all_are_known(
    server: Server, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await server.says(server.member, "$membercount") == "### Garden\n**Members** 4\n**People** 3\n**Bots** 1"
    guild = bot.get_guild(server.guild.id)
    assert guild is not None
    monkeypatch.setattr(guild, "_member_count", 9_000)
    answer = shown(await server.member.slash(server.channel, "membercount"))
    assert "**Members** 9,000\n-# Discord does not count just now" in answer
    assert "Bots" not in answer


async def test_what_needs_a_server_says_so_and_the_rest_works_in_direct_messages(env: Env) -> None:
    user = env.create_user("dora")
    for command in ("info server", "info role Managers", "info channel", "membercount"):
        await user.send_dm(f"${command}")
        assert shown(user.dm_channel.history()[-1]) == "❌ This command works only in a server.", command
    for command in ("info bot", "info user", "avatar"):
        await user.send_dm(f"${command}")
        assert "❌" not in shown(user.dm_channel.history()[-1]), command
