"""Which process holds which of the gateway's shards, and who may start a session when."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, DateTime, Integer, SmallInteger, Text, text
from sqlmodel import Field

from astromorty.database.models.base import Model


def _time(*, default: str | None = None) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=False, server_default=text(default) if default else None)


def _the_only_row() -> Column[int]:
    return Column(SmallInteger, primary_key=True, autoincrement=False, server_default="1")


class FleetRow(Model, table=True):
    """What all processes agreed on. Every change of who is there and who holds what is made under this row's lock."""

    __table_args__ = (CheckConstraint("id = 1", "only_row"),)

    id: int = Field(sa_column=_the_only_row())
    shard_count: int = Field(sa_column=Column(Integer, nullable=False, server_default="1"))
    # Until then processes register and take nothing, so that each gets its share; at latest `registration_limit`.
    registration_ends_at: datetime = Field(sa_column=_time(default="now()"))
    registration_limit: datetime = Field(sa_column=_time(default="now()"))
    # When a process was last here. After a gap the database was away for all, and no lease counts as ended before
    # `judge_from`: those that live come first.
    seen_at: datetime = Field(sa_column=_time(default="now()"))
    judge_from: datetime = Field(sa_column=_time(default="now()"))


class FleetProcessRow(Model, table=True):
    """A process and its lease; `released` keeps the place of one that stopped in order, until its lease would end."""

    id: str = Field(sa_column=Column(Text, primary_key=True))
    name: str = Field(sa_column=Column(Text, nullable=False))
    # None for those that share the shards; else which shards the operator gave it.
    place: str | None = Field(sa_column=Column(Text, nullable=True))
    expires_at: datetime = Field(sa_column=_time())
    released: bool = Field(sa_column=Column(Boolean, nullable=False, server_default=text("false")))


class ShardLeaseRow(Model, table=True):
    """A shard and who holds it; the row stays, so that its fencing number only ever grows."""

    shard_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    process_id: str | None = Field(default=None, foreign_key="fleet_process.id", ondelete="SET NULL", sa_type=Text)
    fencing: int = Field(sa_column=Column(BigInteger, nullable=False, server_default="0"))


class IdentifyGateRow(Model, table=True):
    """When the next session of a bucket may begin; `turn` counts those that were given a time."""

    bucket: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    next_at: datetime = Field(sa_column=_time())
    turn: int = Field(sa_column=Column(BigInteger, nullable=False))


class GatewayAdviceRow(Model, table=True):
    """Discord's last answer to where the gateway is and how it may be entered, less the sessions begun since."""

    __table_args__ = (CheckConstraint("id = 1", "only_row"),)

    id: int = Field(sa_column=_the_only_row())
    url: str = Field(sa_column=Column(Text, nullable=False))
    shards: int = Field(sa_column=Column(Integer, nullable=False))
    max_concurrency: int = Field(sa_column=Column(Integer, nullable=False))
    starts_left: int = Field(sa_column=Column(Integer, nullable=False))
    reset_at: datetime = Field(sa_column=_time())
    fetched_at: datetime = Field(sa_column=_time())
