"""Messages that many members starred, and where the starboard shows them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, OfGuild
from astromorty.database.models.member_data import MemberColumn, OnErasure


class StarboardEntryFields(OfGuild):
    """Columns of `starboard_entry`: one row for each message that is or was on the starboard, or is being looked at."""

    message_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    channel_id: int = Field(sa_type=BigInteger)
    # None until somebody has looked at the message.
    author_id: int | None = Field(default=None, sa_type=BigInteger)
    # What the entry shows.
    stars: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # Where the entry is; None while there is none.
    entry_channel_id: int | None = Field(default=None, sa_type=BigInteger)
    entry_id: int | None = Field(default=None, sa_type=BigInteger)
    # How many entries the message had before: names the next one, so that two who post at once post the same.
    removals: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # Raised by each process that begins to work on the message, which has it until then.
    claim: int = Field(default=1, sa_type=BigInteger, sa_column_kwargs={"server_default": "1"})
    claimed_until: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class StarboardEntryRow(StarboardEntryFields, table=True):
    """The table `starboard_entry`."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("author_id", OnErasure.CLEAR, rows="Messages of yours that were starred"),
    )

    __table_args__ = (
        CheckConstraint("stars >= 0", "stars"),
        CheckConstraint("removals >= 0", "removals"),
        CheckConstraint("(entry_id IS NULL) = (entry_channel_id IS NULL)", "entry"),
    )


class StarboardEntry(StarboardEntryFields):
    """A starred message as it was when read."""

    model_config = FROZEN
