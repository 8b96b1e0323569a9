"""What a process that waits for shards says of itself."""

from astromorty.database.engine import Database
from astromorty.settings import Settings
from astromorty.telemetry.readiness import Readiness, readiness_of
from behaviour.world import new_bot
from fixtures.members import member
from fixtures.redis import RedisProcess

STANDBY = "on standby for other processes' shards"


async def test_a_standby_is_ready_as_long_as_its_database_answers(database_url: str) -> None:
    database = Database.from_url(database_url, pool_size=2)
    bot = new_bot(Settings(), database)
    waiting = await readiness_of(bot, shared=False)
    assert waiting == Readiness("not connected to Discord (0 of ? shards)", "registering", "not used")
    bot.sharding.state = "standby"
    assert await readiness_of(bot, shared=False) == Readiness(None, STANDBY, "not used")
    await bot.timers.close(within=1)
    await database.close()


async def test_redis_is_told_of_and_does_not_count(database_url: str, valkey: RedisProcess) -> None:
    async with member(valkey.url, database_url) as here:
        bot = new_bot(Settings(), here.database)
        bot.sharding.state = "standby"
        assert await readiness_of(bot, shared=True) == Readiness(None, STANDBY, "answers")
        valkey.kill()
        assert await readiness_of(bot, shared=True) == Readiness(None, STANDBY, "does not answer")
        await bot.timers.close(within=1)
