"""A report over the wire, from a message's menu to a case, with a restart in between."""

from discord_sandbox.client import SandboxClient
from e2e.conftest import StartBot


async def test_a_report_from_a_messages_menu_becomes_a_case_after_a_restart(
    client: SandboxClient, start_bot: StartBot
) -> None:
    bot = await start_bot()
    owner, moderator, member = (client.user(name) for name in ("owner", "moderator", "member"))
    channel = await client.add_channel("Sandbox", "reports")
    await owner.slash("general", "config set", setting="log_reports", value=f"<#{channel}>")
    said = await owner.send("general", "you fool, <@&1> @everyone")

    form = await member.context_menu("general", "Report message", said)
    assert form.modal is not None
    late = await member.context_menu("general", "Report message", said)
    assert late.modal is not None
    confirmed = await member.submit(form.modal, {"reason": "He calls me names"})
    assert confirmed.ephemeral
    entry = await client.wait_for_message(channel, author="bot")
    assert "He calls me names" in entry.text
    assert "you fool" in entry.text
    assert f"/{said.channel_id}/{said.id})" in entry.text
    assert entry.pings_nobody

    assert await bot.terminate() == 0
    bot = await start_bot()
    expired = await member.submit(late.modal, {"reason": "He does"})
    assert "This menu has expired." in expired.text
    refused = await member.press(entry, "Open a case")
    assert refused.ephemeral
    assert refused.modal is None

    pressed = await moderator.press(entry, "Open a case")
    assert pressed.modal is not None
    await moderator.submit(pressed.modal, {"kind": ["note"], "reason": "Seen it"})
    edited = await client.wait_for_edit(entry)
    assert "Case 1 · Note by" in edited.text
    assert all("Open a case" not in str(component) for component in edited.components)
    assert "Traceback" not in bot.log
