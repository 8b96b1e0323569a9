"""Nobody can keep the bot from answering others by asking too much."""

import time
from types import SimpleNamespace

import discord
import pytest
from simcord.results import ResponseMessage

from astromorty.services.pace import WINDOW
from behaviour.world import Server, parts, shown


async def test_who_asks_too_much_at_once_is_told_so_once_and_waits_in_every_form(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, now = 4, time.monotonic()
    monkeypatch.setattr("astromorty.services.pace.MOST_USES", most)
    monkeypatch.setattr("astromorty.services.pace.time", SimpleNamespace(monotonic=lambda: now))
    opened = await server.member.slash(server.channel, "help")
    for _ in range(most - 1):
        await server.says(server.member, "$nonsense")  # what is no command costs as much
    told = await server.says(server.member, "$ping")
    assert f"I answer {most} commands and presses in {WINDOW:.0f} seconds. Try again <t:" in told
    assert await server.says(server.member, "$ping") == "", "an answer to each would be a flood, too"
    refused = await server.member.slash(server.channel, "ping")
    assert "too much at once" in shown(refused)
    assert refused.ephemeral
    menu = opened.response
    assert menu is not None
    pressed = await server.member.select(menu, ["Levels"], custom_id=select_of(menu))
    assert "too much at once" in shown(pressed)
    assert "Pong" in await server.says(server.owner, "$ping"), "others are answered meanwhile"
    for _ in range(most + 1):
        assert "Pong" in await server.says(server.manager, "$ping"), "setting a server up takes many"
    now += WINDOW
    assert "Pong" in await server.says(server.member, "$ping")


def select_of(menu: ResponseMessage) -> str:
    """Return the ID of the first list in a menu."""
    return next(part["custom_id"] for part in parts(menu) if part["type"] == discord.ComponentType.select.value)
