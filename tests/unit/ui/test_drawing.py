"""Rank cards on demand: drawn beside the event loop, kept, and never waited for too long."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import cast

import discord
import pytest
from PIL import Image

from astromorty.ui.rank_card import RankCard, RankCards, drawing
from astromorty.ui.rank_card.picture import draw

CARD = RankCard("Ada", "ada.l", level=3, rank=2, gained=50, needed=295, total=525)


def square(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(file, "PNG")
    return file.getvalue()


class Avatar:
    """Stands for Discord's CDN, of which a unit test has none."""

    def __init__(self, key: str, answer: bytes | Exception | None) -> None:
        self.key = key
        self.answer = answer
        self.reads = 0

    def replace(self, *, size: int, format: str) -> Avatar:  # noqa: A002 - discord.py's name
        assert (size, format) == (256, "png")
        return self

    async def read(self) -> bytes:
        self.reads += 1
        if self.answer is None:
            await asyncio.Event().wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return cast("bytes", self.answer)


def asset(avatar: Avatar) -> discord.Asset:
    return cast("discord.Asset", avatar)


@pytest.fixture
async def cards() -> AsyncGenerator[RankCards]:
    cards = RankCards()
    yield cards
    await cards.close()


async def test_a_card_is_drawn_once_as_long_as_it_says_the_same(cards: RankCards):
    avatar = Avatar("a", square("red"))
    first = await cards.picture(CARD, asset(avatar))
    assert first == draw(CARD, square("red"))
    assert await cards.picture(CARD, asset(avatar)) is first
    assert avatar.reads == 1
    assert await cards.picture(replace(CARD, total=526), asset(avatar)) != first
    assert await cards.picture(CARD, asset(Avatar("b", square("blue")))) != first


@pytest.mark.parametrize("answer", [discord.DiscordException("gone"), OSError("away"), b"\0" * 2_000_000, None])
async def test_an_avatar_that_cannot_be_had_is_an_initial_until_it_can(
    cards: RankCards, monkeypatch: pytest.MonkeyPatch, answer: bytes | Exception | None
):
    monkeypatch.setattr(drawing, "_AVATAR_TIMEOUT", 0.05)
    avatar = Avatar("a", answer)
    assert await cards.picture(CARD, asset(avatar)) == draw(CARD, None)
    avatar.answer = square("red")
    assert await cards.picture(CARD, asset(avatar)) == draw(CARD, square("red"))


async def test_who_comes_behind_too_many_is_answered_with_text(cards: RankCards, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drawing, "_MOST_WAITING", 3)
    asked = (cards.picture(replace(CARD, total=number), None) for number in range(5))
    drawn = await asyncio.gather(*asked)
    assert [picture is None for picture in drawn] == [False, False, False, True, True]
    assert await cards.picture(CARD, None) is not None


async def test_whoever_stops_waiting_takes_no_place(cards: RankCards, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drawing, "_MOST_WAITING", 1)
    waiting = asyncio.create_task(cards.picture(CARD, asset(Avatar("a", None))))
    await asyncio.sleep(0.01)
    assert await cards.picture(CARD, None) is None
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert await cards.picture(CARD, None) is not None
