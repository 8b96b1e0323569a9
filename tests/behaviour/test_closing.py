"""What the bot does when it is told to end."""

import asyncio

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty


async def test_areas_finish_what_they_have_in_hand_at_the_same_time(
    env: Env, bot: Astromorty, monkeypatch: pytest.MonkeyPatch
) -> None:
    del env
    last_work = asyncio.Barrier(2)
    together: list[str] = []
    for name in ("Rooms", "Starboard"):
        cog = bot.get_cog(name)
        assert cog is not None

        async def finish(name: str = name) -> None:
            async with asyncio.timeout(2):
                await last_work.wait()
            together.append(name)

        monkeypatch.setattr(cog, "cog_unload", finish)
    await bot.close()
    assert sorted(together) == ["Rooms", "Starboard"]
