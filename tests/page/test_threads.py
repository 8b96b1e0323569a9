"""Threads below their channels, and slow mode where one writes."""

from playwright.async_api import expect
from tests.page.conftest import OpenWindow

from discord_sandbox.client import SandboxClient


async def test_a_thread_stands_below_its_channel_and_is_written_in(
    open_window: OpenWindow, client: SandboxClient
) -> None:
    owner = await open_window("owner")
    asked = await client.user("member").send("general", "a question")
    await client.user("member").start_thread("general", "Question", message=asked)
    await client.user("member").start_thread("general", "Tavern <b>")
    threads = owner.page.get_by_role("list", name="Threads of general")
    await expect(threads.get_by_role("link")).to_have_text(["└Question", "└Tavern <b>"])
    await expect(owner.latest).to_contain_text("started a thread: Tavern <b>")
    await threads.get_by_role("link", name="Question").click()
    await expect(owner.page.get_by_role("heading", name="#Question")).to_be_visible()
    await owner.composer.fill("an answer")
    await owner.press("Enter")
    await expect(owner.latest).to_contain_text("an answer")
    await client.edit_thread("Question", archived=True)
    await expect(threads.get_by_role("link")).to_have_text(["└Tavern <b>"])
    await expect(owner.page.get_by_role("heading", name="#general")).to_be_visible()


async def test_who_writes_too_soon_in_slow_mode_is_told_so(open_window: OpenWindow, client: SandboxClient) -> None:
    member = await open_window("member")
    await client.set_slowmode("general", 60)
    for text in ("first", "second"):
        await member.composer.fill(text)
        await member.press("Enter")
    await expect(member.notices).to_contain_text("slowmode rate limit")
    await expect(member.notices).to_contain_text("20016")
    await expect(member.messages).to_have_count(1)
    member.forgive("429")
