"""What counting somebody's commands and presses costs, and against whom it is held."""

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from astromorty.errors import TooFast
from astromorty.services.pace import MOST_USES, Pace


class Somebody(discord.Member):
    """A member whose permissions are a matter of counting who asks for them."""

    def __init__(self, *, manages: bool) -> None:  # pyright: ignore[reportMissingSuperCall]  # it takes Discord's data
        self._user: Any = SimpleNamespace(id=1)
        self._manages = manages
        self.asked = 0

    @property
    def guild_permissions(self) -> discord.Permissions:
        self.asked += 1
        return discord.Permissions(manage_guild=self._manages)


def test_permissions_are_worked_out_once_it_is_too_much():
    pace, member = Pace(), Somebody(manages=False)
    for _ in range(MOST_USES):
        pace.count(member)
    assert member.asked == 0
    with pytest.raises(TooFast):
        pace.count(member)
    assert member.asked == 1


def test_what_a_manager_did_is_not_held_against_them_elsewhere():
    pace, manager, elsewhere = Pace(), Somebody(manages=True), Somebody(manages=False)
    for _ in range(MOST_USES + 1):
        pace.count(manager)
    for _ in range(MOST_USES):
        pace.count(elsewhere)
