"""Tickets: private channels between a member and a server's team, numbered by server."""

from datetime import datetime
from typing import ClassVar, Literal

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, DateTime, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, OfGuild
from astromorty.database.models.member_data import MemberColumn, OnErasure

LONGEST_SUBJECT = 100
# Discord's own limit for the reasons in its audit log.
LONGEST_CLOSE_REASON = 512

# Opening: the channel is being asked for. Deleted: there is no channel any more.
State = Literal["opening", "open", "closed", "deleted"]
STATES: tuple[State, ...] = State.__args__


class TicketFields(OfGuild):
    """Columns of `ticket`."""

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    # NULL once they had their data deleted.
    opener_id: int | None = Field(default=None, sa_type=BigInteger)
    claimer_id: int | None = Field(default=None, sa_type=BigInteger)
    subject: str = Field(min_length=1, max_length=LONGEST_SUBJECT, sa_type=Text)
    state: State = Field(default="opening", sa_type=Text)
    channel_id: int | None = Field(default=None, sa_type=BigInteger)
    # The message with what the ticket is about, and with the buttons.
    card_id: int | None = Field(default=None, sa_type=BigInteger)
    # Why it was closed, and the message that keeps what was written.
    close_reason: str | None = Field(default=None, min_length=1, max_length=LONGEST_CLOSE_REASON, sa_type=Text)
    transcript_id: int | None = Field(default=None, sa_type=BigInteger)
    opened_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()")))
    closed_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    # Raised by every change, so that what Discord is told of one closing is not taken for that of another.
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class TicketRow(TicketFields, table=True):
    """The table `ticket`."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("opener_id", OnErasure.CLEAR, rows="Tickets you opened"),
        MemberColumn("claimer_id", OnErasure.CLEAR, rows="Tickets you took care of"),
    )

    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", "state"),
        CheckConstraint("number > 0", "number"),
        CheckConstraint("opener_id > 0", "opener_id"),
        CheckConstraint("claimer_id > 0", "claimer_id"),
        CheckConstraint(f"char_length(subject) BETWEEN 1 AND {LONGEST_SUBJECT}", "subject_length"),
        CheckConstraint(f"char_length(close_reason) BETWEEN 1 AND {LONGEST_CLOSE_REASON}", "close_reason_length"),
        CheckConstraint("state NOT IN ('open', 'closed') OR channel_id IS NOT NULL", "channel"),
        UniqueConstraint("channel_id"),
        Index("ix_ticket_opener", "guild_id", "opener_id", "number"),
    )


class Ticket(TicketFields):
    """A ticket as it was when read; times are UTC."""

    model_config = FROZEN

    @property
    def name(self) -> str:
        """What its channel is called."""
        return f"ticket-{self.number:04}"


class TicketCounterRow(OfGuild, table=True):
    """The number of a server's last ticket, and those below it that came to nothing: the next ones take them."""

    __table_args__ = (CheckConstraint("last >= 0", "last"),)

    last: int
    free: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False, server_default=text("'{}'")))
