"""What is to be announced in a channel, once or again and again."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Identity, Index, Text, false
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model
from astromorty.database.models.member_data import MemberColumn, OnErasure

# What fits into one of Discord's messages.
LONGEST_TEXT = 2_000


class AnnouncementFields(Model):
    """Columns of `announcement`."""

    announcement_id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    guild_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("guild.guild_id", ondelete="CASCADE"), nullable=False)
    )
    channel_id: int = Field(sa_type=BigInteger)
    # NULL once who wrote it has asked to be forgotten, and for those of a file.
    author_id: int | None = Field(default=None, sa_type=BigInteger)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, sa_type=Text)
    # Whether what it mentions is notified: who wrote it might have done so by hand.
    pings: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    # For one that comes back: what repeats, and its first time on the clocks of this IANA zone.
    rule: str | None = Field(default=None, sa_type=Text)
    zone: str | None = Field(default=None, sa_type=Text)
    first_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=False), nullable=True))
    # How often it was posted; tells the posts of one announcement apart.
    posts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    is_paused: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # Why it was paused, or not posted the last time, for who set it up.
    problem: str | None = Field(default=None, sa_type=Text)


class AnnouncementRow(AnnouncementFields, table=True):
    """The table `announcement`."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("author_id", OnErasure.CLEAR, rows="Announcements you wrote"),
    )

    __table_args__ = (
        CheckConstraint("channel_id > 0", "channel_id"),
        CheckConstraint(f"char_length(text) BETWEEN 1 AND {LONGEST_TEXT}", "text_length"),
        CheckConstraint("num_nulls(rule, zone, first_at) IN (0, 3)", "repetition"),
        Index("ix_announcement_guild_id_due_at", "guild_id", "due_at"),
    )


class Announcement(AnnouncementFields):
    """An announcement as it was when read."""

    model_config = FROZEN
