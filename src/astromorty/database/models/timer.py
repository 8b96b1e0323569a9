"""Something that must happen at a time, whatever happens to the processes until then."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model
from astromorty.database.models.member_data import MemberColumn, OnErasure


class TimerFields(Model):
    """Columns of `timer`. Servers and members are not referenced: a timer ends by itself, also after they are gone."""

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: str = Field(min_length=1, max_length=32)
    # What is unique among the timers of a kind, to find it again; None for one that nobody changes.
    key: str | None = Field(default=None, max_length=100)
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    # When to claim it: at first the due time; the end of the lease while somebody has it; then the next attempt.
    next_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    guild_id: int | None = Field(default=None, sa_type=BigInteger)
    member_id: int | None = Field(default=None, sa_type=BigInteger)
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'")))
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # Raised by every claim and every change: who claimed it before may no longer end it.
    claim: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class TimerRow(TimerFields, table=True):
    """The table `timer`; a row is deleted when it is done or given up."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("member_id", OnErasure.DELETE, rows="Times at which something is to happen for you"),
    )

    __table_args__ = (
        CheckConstraint("char_length(kind) BETWEEN 1 AND 32", "kind_length"),
        CheckConstraint("char_length(key) BETWEEN 1 AND 100", "key_length"),
        CheckConstraint("guild_id > 0", "guild_id"),
        CheckConstraint("member_id > 0", "member_id"),
        UniqueConstraint("kind", "key"),
        Index("ix_timer_next_at", "next_at"),
    )


class Timer(TimerFields):
    """A timer as it was when read."""

    model_config = FROZEN


class DueTimer(Timer):
    """A timer that this process has claimed."""

    late: timedelta
