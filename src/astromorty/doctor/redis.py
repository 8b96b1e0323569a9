"""Check of Redis."""

import time

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError

from astromorty.doctor.finding import Finding, State
from astromorty.secret_mask import SecretMask
from astromorty.settings import Settings


async def check_redis(settings: Settings) -> list[Finding]:
    """Ask Redis for one answer."""
    if settings.external_services.redis_url is None:
        return [Finding("Redis", State.OK, "not used; the cache lives in the process, so run one process only")]
    seconds = settings.cache.connect_timeout_ms / 1_000
    # redis-py leaves the types of its keyword arguments open.
    client = Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
        settings.external_services.redis_url.get_secret_value(),
        socket_connect_timeout=seconds,
        socket_timeout=seconds,
        protocol=2,
        retry=Retry(NoBackoff(), 0),
    )
    began = time.perf_counter()
    try:
        await client.ping()  # pyright: ignore[reportUnknownMemberType]
    except AuthenticationError:
        remedy = "Check user and password in EXTERNAL_SERVICES__REDIS_URL (special characters as %XX)."
        return [Finding("Redis", State.PROBLEM, "refuses the password", remedy)]
    except (RedisError, OSError, TimeoutError) as error:
        remedy = "Check EXTERNAL_SERVICES__REDIS_URL and that the server runs; the bot works without it, but slower."
        detail = SecretMask.of(settings).text(str(error)) or "does not answer in time"
        return [Finding("Redis", State.PROBLEM, detail, remedy)]
    finally:
        await client.aclose()
    milliseconds = (time.perf_counter() - began) * 1_000
    return [Finding("Redis", State.OK, f"answers (connected in {milliseconds:.0f} ms)")]
