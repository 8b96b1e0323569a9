"""A voice room of one's own over the wire: made, shared, claimed, left while the bot is dead, and gone."""

import asyncio

import discord
import pytest

from astromorty.cogs.rooms.access import MINE, OWNER
from discord_sandbox.client import SandboxClient, SandboxRefused, SandboxUser
from e2e.conftest import StartBot

ROOM = "Chess club"


async def share(client: SandboxClient, owner: SandboxUser, guest: SandboxUser) -> None:
    """Walk through who may be in a room of `owner`, who has it again in the end."""

    async def does(command: str, **options: str | int) -> str:
        return (await owner.slash(ROOM, f"room {command}", options)).text

    assert "takes 2 members now" in await does("limit", members=2)
    assert "1 to 99 members" in await does("limit", members=100)
    assert "The room is hidden" in await does("hide")
    with pytest.raises(SandboxRefused):
        await guest.join_voice(ROOM)
    assert "can join" in await does("invite", member="guest")
    await guest.join_voice(ROOM)
    assert "is out, and cannot join again" in await does("kick", member="guest")
    assert await client.voice_members(ROOM) == ["member"]
    assert "can be seen again" in await does("show")
    with pytest.raises(SandboxRefused):
        await guest.join_voice(ROOM)
    assert "is not in this room" in await does("transfer", member="guest")
    assert "can join" in await does("invite", member="guest")
    await guest.join_voice(ROOM)

    await client.add_fault("refuse", "PATCH /channels/*", times=1, code=50013)
    assert "Discord does not let me" in await does("transfer", member="guest")
    assert "The room is" in await does("transfer", member="guest"), "it was still its owner's"
    assert "only they and moderators" in await does("lock")
    back = await guest.slash(ROOM, "room transfer", member="member")
    assert "The room is" in back.text
    await guest.leave_voice()
    assert "called **Chess** now" in await does("name", name="Chess")
    too_often = await owner.slash("Chess", "room name", name=ROOM)
    assert "renamed twice in 10 minutes" in too_often.text


async def test_a_room_comes_with_its_owner_and_goes_with_the_last_one(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    owner, moderator, member = (client.user(name) for name in ("owner", "moderator", "member"))
    lobby = await client.add_channel("Sandbox", "Rooms lobby", kind="voice")
    await owner.slash("general", "config set", setting="rooms_lobby", value=f"<#{lobby}>")

    await member.join_voice("Rooms lobby")
    made = await client.wait_for("CHANNEL_CREATE", lambda event: event.data["id"] != str(lobby))
    assert "Mia Member" in made.data["name"]
    card = await client.wait_for_message(int(made.data["id"]), author="bot")
    await client.wait_for("VOICE_STATE_UPDATE", lambda event: event.data["channel_id"] == made.data["id"])
    form = await member.press(card, "✏️ Rename")
    assert form.modal is not None
    renamed = await member.submit(form.modal, {"name": "  Chess\n club "})
    assert "The room is called **Chess club** now." in renamed.text
    stranger = await moderator.press(card, "🔒 Lock/unlock")
    assert "The room is locked" in stranger.text  # Who may manage channels may change everybody's rooms.
    open_again = await member.slash("Chess club", "room unlock")
    assert "unlocked" in open_again.text

    guest = await client.add_member("Sandbox", "guest")
    await share(client, member, guest)

    await moderator.join_voice("Chess")
    refused = await moderator.press(card, "👑 Claim")
    assert "is here and keeps the room" in refused.text
    await member.leave_voice()
    claimed = await moderator.press(card, "👑 Claim")
    assert "The room is yours now." in claimed.text
    no_more = await member.press(card, "➕ Invite")
    assert "only they and moderators can do this" in no_more.text

    await client.add_fault("latency", "POST /guilds/*/channels", times=1, seconds=2)
    await guest.join_voice("Rooms lobby")
    await asyncio.sleep(1)  # by then the room is asked for, and not there yet
    await guest.leave_voice()
    unused = await client.wait_for("CHANNEL_DELETE", lambda event: "guest" in event.data["name"])
    assert unused.data["id"] != made.data["id"], "who left meanwhile keeps no room"

    # A room that was made while its process lost sight of it, and somebody's own channel that looks the same.
    twin = await client.add_channel("Sandbox", "Twin", kind="voice")
    await client.set_overwrite(twin, member="owner", allow=OWNER.value)
    await client.set_overwrite(twin, member="bot", allow=MINE.value)
    await client.add_fault("drop_answer", "POST /guilds/*/channels", times=1)
    await owner.join_voice("Rooms lobby")
    hidden = await client.wait_for("CHANNEL_CREATE")
    told = await client.wait_for_message(lobby, author="bot")
    assert "Discord does not answer just now" in told.text
    await owner.leave_voice()
    await bot.kill()
    await moderator.leave_voice()
    bot = await start_bot()
    await client.wait_for("CHANNEL_DELETE", lambda event: event.data["id"] == hidden.data["id"])
    assert await client.voice_members(twin) == [], "what nobody made as a room stays"
    gone = await client.wait_for("CHANNEL_DELETE", lambda event: event.data["id"] == str(card.channel_id))
    assert gone.data["name"] == "Chess"
    assert await client.voice_members("Rooms lobby") == []

    few = discord.Permissions(view_channel=True, send_messages=True, connect=True, move_members=True)
    await client.edit_role("Sandbox", "Astromorty", permissions=few.value)
    await guest.join_voice("Rooms lobby")
    told = await client.wait_for_message(lobby, author="bot")
    assert "I cannot make rooms here: I lack Manage Channels." in told.text
    assert "Traceback" not in bot.log
