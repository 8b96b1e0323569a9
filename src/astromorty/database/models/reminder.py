"""What somebody wants to be reminded of."""

from datetime import datetime
from typing import ClassVar, Literal

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Identity, Index, Text
from sqlalchemy import text as sql
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model
from astromorty.database.models.member_data import MemberColumn, OnErasure

# With what surrounds it, it must fit the 4,000 characters of one message; nobody reads a longer one.
LONGEST_TEXT = 1_500

Place = Literal["direct", "channel"]


class ReminderFields(Model):
    """Columns of `reminder`. It refers to no server: it belongs to its member, also after the bot has left one."""

    reminder_id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    # The server it was set in, 0 in direct messages.
    guild_id: int = Field(sa_type=BigInteger)
    member_id: int = Field(sa_type=BigInteger)
    # Where it was set; where it goes if its place is there, or if the member takes no direct messages.
    channel_id: int = Field(sa_type=BigInteger)
    place: Place = Field(sa_type=Text)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, sa_type=Text)
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    # For one that comes back: what repeats, and its first time on the clocks of this IANA zone.
    rule: str | None = Field(default=None, sa_type=Text)
    zone: str | None = Field(default=None, sa_type=Text)
    first_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=False), nullable=True))
    # How often it was delivered; tells the deliveries of one reminder apart.
    deliveries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # Set once there is nothing more to deliver; the row is kept for a while, to snooze it.
    delivered_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    # Why it could not be delivered and never will be, for the member.
    failure: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default=sql("now()")))


class ReminderRow(ReminderFields, table=True):
    """The table `reminder`."""

    cached_as: ClassVar[tuple[str, ...]] = ("reminder",)
    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("member_id", OnErasure.DELETE, rows="Reminders, delivered ones of the last days included"),
    )

    __table_args__ = (
        CheckConstraint("guild_id >= 0", "guild_id"),
        CheckConstraint("member_id > 0", "member_id"),
        CheckConstraint("channel_id > 0", "channel_id"),
        CheckConstraint("place IN ('direct', 'channel')", "place"),
        CheckConstraint(f"char_length(text) BETWEEN 1 AND {LONGEST_TEXT}", "text_length"),
        CheckConstraint("num_nulls(rule, zone, first_at) IN (0, 3)", "repetition"),
        # A member's own, in the order they come.
        Index("ix_reminder_member_id_due_at", "member_id", "due_at"),
    )


class Reminder(ReminderFields):
    """A reminder as it was when read."""

    model_config = FROZEN

    @property
    def is_active(self) -> bool:
        """Whether it is still to be delivered."""
        return self.delivered_at is None and self.failure is None
