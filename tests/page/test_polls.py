"""Polls are drawn with their votes and voted in by a press."""

from playwright.async_api import expect
from tests.page.conftest import OpenWindow

from discord_sandbox.client import SandboxClient
from discord_sandbox.messages.post import Draft, post_message
from discord_sandbox.server import Sandbox


async def test_a_poll_is_voted_in_until_it_ends(
    open_window: OpenWindow, client: SandboxClient, discord: Sandbox
) -> None:
    owner = await open_window("owner")
    world = discord.world
    channel = next(each for each in world.channels.values() if each.name == "general")
    answers = [{"poll_media": {"text": text}} for text in ("Chess", "Go <b>")]
    body = {"poll": {"question": {"text": "Which game?"}, "answers": answers}}
    asked = post_message(world, channel, Draft(world.bot, body))
    poll = owner.page.get_by_role("group", name="Poll: Which game?")
    await poll.get_by_role("button", name="Chess").click()
    await expect(poll.get_by_role("button", name="Chess")).to_have_attribute("aria-pressed", "true")
    await poll.get_by_role("button", name="Go <b>").click()
    await expect(poll.get_by_role("button", name="Go <b>")).to_have_text("Go <b>1")
    await expect(poll.get_by_role("button", name="Chess")).to_have_text("Chess0")
    shown = next(each for each in await client.user("owner").view("general") if each.id == asked.id)
    await client.end_poll(shown)
    await expect(poll).to_contain_text("Final results · 1 vote")
    await expect(poll.get_by_role("button", name="Chess")).to_be_disabled()
