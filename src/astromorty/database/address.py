"""Where the database of this installation is."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from astromorty.database.embedded import EmbeddedPostgres
from astromorty.database.errors import EmbeddedPostgresInUseError
from astromorty.settings import Settings


@asynccontextmanager
async def database_url(settings: Settings) -> AsyncGenerator[str]:
    """Give the address of the operator's database, or of a private one that lives as long as the block.

    Raises `EmbeddedPostgresError` when the private one cannot start.
    """
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    async with EmbeddedPostgres(settings.data_dir, pg_bin=settings.pg_bin) as postgres:
        yield postgres.url


def running_database_url(settings: Settings) -> str:
    """Return the address of the database that a running bot of these settings uses; starts none."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return EmbeddedPostgres(settings.data_dir).running_url


@asynccontextmanager
async def used_database_url(settings: Settings) -> AsyncGenerator[str]:
    """Do as `database_url`, also beside a bot: its private database is used while it runs."""
    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(database_url(settings))
        except EmbeddedPostgresInUseError:
            url = running_database_url(settings)
        yield url
