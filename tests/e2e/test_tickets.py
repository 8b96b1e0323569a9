"""A ticket over the wire, from the panel to the transcript, with a restart in between."""

from discord_sandbox.client import SandboxClient
from e2e.conftest import StartBot


async def test_a_ticket_is_opened_claimed_closed_and_opened_again(client: SandboxClient, start_bot: StartBot) -> None:
    bot = await start_bot()
    owner, moderator, member = (client.user(name) for name in ("owner", "moderator", "member"))
    await client.edit_role("Sandbox", "Astromorty", permissions=8)
    role = await client.add_role("Sandbox", "Staff")
    await client.user("owner").give_role("Sandbox", "moderator", role)
    await owner.slash("general", "config set", setting="tickets_staff", value=f"<@&{role}>")
    assert "I made the category." in (await owner.slash("general", "ticket setup")).text
    await owner.slash("general", "ticket panel")
    panel = await client.wait_for_message("general", author="bot", where=lambda each: "Talk to the team" in each.text)

    assert await bot.terminate() == 0
    bot = await start_bot()
    form = await member.press(panel, "Open a ticket")
    assert form.modal is not None
    opened = await member.submit(form.modal, {"text": "I cannot see <#1> @everyone"})
    assert "Your ticket is <#" in opened.text
    card = (await member.view("ticket-0001"))[0]
    assert "I cannot see" in card.text
    assert card.pings_nobody

    said = await member.send("ticket-0001", "<script>alert(1)</script>")
    await moderator.send("ticket-0001", "What is that?", reply_to=said)
    await member.edit(said, "<script>alert(2)</script>")
    refused = await member.press(card, "Claim")
    assert "Only those who answer tickets can do this" in refused.text
    await moderator.press(card, "Claim")
    await client.wait_for_edit(card, where=lambda edited: "Taken care of by <@" in edited.text)

    form = await member.press(card, "Close")
    assert form.modal is not None
    closed = await member.submit(form.modal, {"text": "solved"})
    assert "The ticket is closed." in closed.text
    kept = (await owner.view("ticket-transcripts"))[-1]
    page = (await client.download(kept.attachments[0])).decode()
    assert "<p>&lt;script&gt;alert(2)&lt;/script&gt;</p>" in page
    assert "<blockquote>↪ member: &lt;script&gt;" in page
    assert page.count(" · edited ") == 2, "the member's message and the card that was claimed"
    assert "I cannot see" in page, "the card's text too"
    assert "<script" not in page
    end = (await owner.view("ticket-0001"))[-1]
    assert "The transcript is kept, and its opener has it too." in end.text

    await moderator.press(end, "Re-open")
    await member.send("ticket-0001", "Thank you")
    form = await member.press(card, "Close")
    assert form.modal is not None
    await member.submit(form.modal, {"text": ""})
    assert len(await owner.view("ticket-transcripts")) == 2, "each closing has its own transcript"
    assert "Traceback" not in bot.log
