"""Voice channels and statuses in the page."""

from playwright.async_api import expect
from tests.page.conftest import OpenWindow

from discord_sandbox.client import SandboxClient


async def test_who_is_in_voice_and_what_they_show_is_seen(open_window: OpenWindow, client: SandboxClient) -> None:
    owner = await open_window("owner")
    await client.user("member").join_voice("Lobby")
    await client.user("member").set_presence("dnd", custom="out <b> there")
    lobby = owner.page.get_by_role("list", name="Connected to Lobby")
    await expect(lobby).to_contain_text("Mia Member")
    await expect(owner.page.locator(".member-activity")).to_have_text("out <b> there")
    await owner.page.get_by_role("button", name="Join voice").last.click()
    await expect(lobby).to_contain_text("Olive Owner")
    assert await client.voice_members("Lobby") == ["member", "owner"]
    await owner.page.get_by_role("button", name="Leave voice").click()
    await expect(lobby).not_to_contain_text("Olive Owner")
