"""Users talk in voice channels, a bare bot sees them and moves them."""

import discord
import pytest
from tests.sandbox.bare_bot import BareBot, StartBot, eventually

from discord_sandbox.client import SandboxClient, SandboxRefused

HOME = "Sandbox"


def guild_of(bot: BareBot) -> discord.Guild:
    guild = discord.utils.get(bot.guilds, name=HOME)
    assert guild
    return guild


def voice(bot: BareBot, name: str) -> discord.VoiceChannel:
    channel = discord.utils.get(guild_of(bot).voice_channels, name=name)
    assert channel
    return channel


def names_in(bot: BareBot, channel: str) -> list[str]:
    return [member.name for member in voice(bot, channel).members]


async def test_who_joins_moves_mutes_and_leaves_is_seen(client: SandboxClient, start_bot: StartBot) -> None:
    member, owner = client.user("member"), client.user("owner")
    await owner.join_voice("Lounge")
    bot = await start_bot()
    assert names_in(bot, "Lounge") == ["owner"]
    await member.join_voice("Lobby")
    await eventually(lambda: names_in(bot, "Lobby") == ["member"])
    await member.mute_self(mute=True)
    await eventually(lambda: bool((state := voice(bot, "Lobby").members[0].voice) and state.self_mute))
    await owner.move_voice("member", "Lounge")
    await eventually(lambda: names_in(bot, "Lounge") == ["owner", "member"])
    assert await client.voice_members("Lounge") == ["owner", "member"]
    await member.leave_voice()
    await eventually(lambda: names_in(bot, "Lounge") == ["owner"])


async def test_without_the_intent_nobodys_voice_is_heard(client: SandboxClient, start_bot: StartBot) -> None:
    intents = discord.Intents.all()
    intents.voice_states = False
    await client.user("owner").join_voice("Lounge")
    bot = await start_bot(intents=intents)
    await client.user("member").join_voice("Lobby")
    written = await client.user("owner").send("Lobby", "voice channels have a chat")
    await bot.hears(lambda each: each.id == written.id)
    assert names_in(bot, "Lobby") == names_in(bot, "Lounge") == []


async def test_the_bot_makes_a_room_moves_members_in_and_deletes_it(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    member = client.user("member")
    await member.join_voice("Lobby")
    await eventually(lambda: names_in(bot, "Lobby") == ["member"])
    moved = voice(bot, "Lobby").members[0]
    category = await guild_of(bot).create_category("Rooms")
    room = await guild_of(bot).create_voice_channel(
        "Mia's room",
        category=category,
        user_limit=1,
        overwrites={moved: discord.PermissionOverwrite(connect=True, move_members=True)},
    )
    await moved.move_to(room, reason="own room")
    await eventually(lambda: [each.name for each in room.members] == ["member"])
    assert (await client.audit_log(HOME, action="member_move"))[0].reason == "own room"
    with pytest.raises(SandboxRefused) as full:
        await (await client.add_member(HOME, "guest")).join_voice("Mia's room")
    assert full.value.code == "30055"
    await moved.edit(mute=True)
    await eventually(lambda: bool(moved.voice and moved.voice.mute))
    assert (await moved.fetch_voice()).channel == room
    await room.edit(name="Quiet", user_limit=5)
    await room.delete()
    await eventually(lambda: moved.voice is None)
    assert await client.voice_members("Lobby") == []


async def test_who_is_not_connected_cannot_be_moved_nor_without_permission(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    member = client.user("member")
    target = await guild_of(bot).fetch_member((await client.member(HOME, "member")).user.id)
    for change in (target.move_to(voice(bot, "Lobby")), target.edit(mute=True), target.move_to(None)):
        with pytest.raises(discord.HTTPException) as refused:
            await change
        assert refused.value.code == 40032
    await member.join_voice("Lobby")
    await client.edit_role(HOME, "Astromorty", permissions=0)
    with pytest.raises(discord.Forbidden) as forbidden:
        await target.move_to(None)
    assert forbidden.value.code == 50013
    await client.set_overwrite("Lounge", member="member", deny=discord.Permissions(connect=True).value)
    with pytest.raises(SandboxRefused) as closed:
        await member.join_voice("Lounge")
    assert closed.value.code == "50013"
    await member.leave(HOME)
    assert await client.voice_members("Lobby") == []
