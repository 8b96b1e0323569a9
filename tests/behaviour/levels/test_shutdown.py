"""What was earned is written, whatever moment the bot stops in."""

import asyncio

import pytest
from simcord.env import Env

from astromorty.bot import Astromorty
from astromorty.database.controllers.level import LevelController
from astromorty.database.engine import Database
from behaviour.world import Server


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.04])
async def test_a_message_that_was_taken_in_hand_still_counts(
    env: Env, server: Server, bot: Astromorty, database: Database, moment: float
) -> None:
    del env
    await server.member.send(server.channel, "hello")
    for message in [bot.cached_messages[-1]] * 30:
        bot.dispatch("message", message)
    await asyncio.sleep(moment)
    await bot.close()
    level = await LevelController(database).get(server.member.id, server.guild.id)
    assert level is not None
    assert level.xp == 31 * 20
