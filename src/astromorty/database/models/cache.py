"""What the database keeps for the cache: invalidations owed, and the generation of its data."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Identity, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from astromorty.database.models.base import Model


class CacheOutboxRow(Model, table=True):
    """One statement's changed entries, written by the tables' triggers in the statement's own transaction."""

    __table_args__ = (Index("ix_cache_outbox_transaction", "transaction"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    transaction: int = Field(
        sa_column=Column(BigInteger, nullable=False, server_default=text("((pg_current_xact_id())::text)::bigint"))
    )
    entries: list[list[int | str]] = Field(sa_column=Column(JSONB, nullable=False))


class CacheStateRow(Model, table=True):
    """The only row: what every process must agree on before it believes a cache."""

    __table_args__ = (CheckConstraint("id = 1", "single"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"server_default": "1", "autoincrement": False})
    generation: str = Field(sa_column=Column(Uuid, nullable=False, server_default=text("gen_random_uuid()")))
    # Processes with Redis share the database; one without needs it for itself.
    shared_until: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    sole_process: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    sole_until: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
