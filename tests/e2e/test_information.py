"""What the help and the information show over the wire."""

import pytest

from discord_sandbox.client import SandboxClient


@pytest.mark.usefixtures("bot")
async def test_a_command_is_found_by_menus_and_what_discord_counts_is_told(client: SandboxClient) -> None:
    owner = client.user("owner")
    opened = await owner.slash("general", "help")
    assert opened.message is not None
    area = await owner.select(opened.message, "Choose an area", ["Moderation"])
    assert area.message is not None
    page = await owner.select(area.message, "Explain a command", ["ban"])
    assert "/ban members:@Mia reason:spam" in page.text
    assert page.ephemeral

    await client.add_role("Sandbox", "Gardeners")
    await owner.give_role("Sandbox", "member", "Gardeners")
    assert "**Members** 1\n" in (await owner.slash("general", "info role", role="Gardeners")).text
    assert "Discord counts" in (await owner.slash("general", "membercount")).text
    assert "In this server" not in (await owner.context_menu("general", "Avatar", "member")).text
