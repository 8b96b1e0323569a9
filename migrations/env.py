"""Run migrations on the connection that `astromorty.database.migrate` lends, or on `-x url=…`."""

import asyncio

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection

from astromorty.database.engine import create_engine
from astromorty.database.migrate import COMPARISON
from astromorty.database.models import Model


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Model.metadata, **COMPARISON)
    with context.begin_transaction():
        context.run_migrations()


async def migrate_by_hand() -> None:
    url = context.get_x_argument(as_dictionary=True).get("url")
    if not url:
        raise CommandError("say which database: alembic -x url=postgresql://… , or use `astromorty db`")
    engine = create_engine(url, pool_size=1, statement_timeout=None)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=Model.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
elif (lent := context.config.attributes.get("connection")) is not None:
    migrate(lent)
else:
    asyncio.run(migrate_by_hand())
