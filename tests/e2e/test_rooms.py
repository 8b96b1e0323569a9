"""A voice room of one's own over the wire: made, renamed, left while the bot is dead, and gone; another one claimed."""

from discord_sandbox.client import SandboxClient
from e2e.conftest import StartBot


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

    await moderator.join_voice("Chess club")
    refused = await moderator.press(card, "👑 Claim")
    assert "is here and keeps the room" in refused.text
    await member.leave_voice()
    claimed = await moderator.press(card, "👑 Claim")
    assert "The room is yours now." in claimed.text
    no_more = await member.press(card, "➕ Invite")
    assert "only they and moderators can do this" in no_more.text

    await bot.kill()
    await moderator.leave_voice()
    bot = await start_bot()
    gone = await client.wait_for("CHANNEL_DELETE", lambda event: event.data["id"] == str(card.channel_id))
    assert gone.data["name"] == "Chess club"
    assert await client.voice_members("Rooms lobby") == []
    assert "Traceback" not in bot.log
