"""Messages that stay the last of their channel."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, OfGuild
from astromorty.database.models.member_data import MemberColumn, OnErasure

# What fits into one of Discord's messages.
LONGEST_TEXT = 2_000


class StickyMessageFields(OfGuild):
    """Columns of `sticky_message`: the text of a channel, and where it stands."""

    channel_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, sa_type=Text)
    # NULL once who wrote it has asked to be forgotten.
    author_id: int | None = Field(default=None, sa_type=BigInteger)
    # The message that stands in the channel; NULL before the first one.
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    # When a process set out to post it anew, and which: only the last one may say where it stands now. NULL once that
    # is done; one that stays is of a process that died meanwhile.
    claimed_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    # Why it cannot be posted, for who set it up.
    problem: str | None = Field(default=None, sa_type=Text)


class StickyMessageRow(StickyMessageFields, table=True):
    """The table `sticky_message`."""

    cached_as: ClassVar[tuple[str, ...]] = ("sticky_messages",)
    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("author_id", OnErasure.CLEAR, rows="Sticky messages you wrote"),
    )

    __table_args__ = (
        CheckConstraint("channel_id > 0", "channel_id"),
        CheckConstraint(f"char_length(text) BETWEEN 1 AND {LONGEST_TEXT}", "text_length"),
    )


class StickyMessage(StickyMessageFields):
    """A sticky message as it was when read."""

    model_config = FROZEN
