"""Members who are away, the nicknames to give back to them, and who mentioned them meanwhile."""

from datetime import datetime
from typing import ClassVar, Literal

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKeyConstraint, Text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model, OfMember
from astromorty.database.models.member_data import MemberColumn, OnErasure

MAX_REASON_LENGTH = 100
# Discord's limit.
MAX_NICKNAME_LENGTH = 32

AfkEnd = Literal["message", "command", "time"]


class AfkFields(OfMember):
    """Columns of `afk`."""

    reason: str | None = Field(default=None, min_length=1, max_length=MAX_REASON_LENGTH)
    # On Discord's clock, as are the messages that it is compared with.
    since: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    # What ends it by itself: the member's next message, nothing, or a time.
    ends: AfkEnd = Field(default="message", sa_type=Text, sa_column_kwargs={"server_default": "message"})
    until: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    # Where it was said.
    channel_id: int = Field(sa_type=BigInteger)
    # Taken from the sequence by the table's triggers, always while the row is locked.
    version: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class AfkRow(AfkFields, table=True):
    """The table `afk`."""

    cached_as: ClassVar[tuple[str, ...]] = ("afk",)
    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("member_id", OnErasure.DELETE, rows="Servers in which you are away"),
    )

    __table_args__ = (
        CheckConstraint("member_id > 0", "member_id"),
        CheckConstraint(f"char_length(reason) BETWEEN 1 AND {MAX_REASON_LENGTH}", "reason_length"),
        CheckConstraint("ends IN ('message', 'command', 'time')", "ends"),
        CheckConstraint("(ends = 'time') = (until IS NOT NULL)", "until"),
    )


class Afk(AfkFields):
    """A member who is away, as it was when read; times are UTC."""

    model_config = FROZEN


class AfkNicknameFields(OfMember):
    """Columns of `afk_nickname`: a mark that is, or may be, in a member's nickname because of the bot."""

    # NULL where the member had none, and went by their account's name.
    original: str | None = Field(default=None, min_length=1, max_length=MAX_NICKNAME_LENGTH)
    marked: str = Field(min_length=1, max_length=MAX_NICKNAME_LENGTH)
    # Another at each recording: who restores forgets only what it has read.
    recording: int = Field(sa_type=BigInteger)


class AfkNicknameRow(AfkNicknameFields, table=True):
    """The table `afk_nickname`. A row outlives the absence until the nickname was given back."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn(
            "member_id",
            OnErasure.KEEP,
            rows="Nicknames you had before you went away",
            reason="until you have them back, in a moment",
        ),
    )

    __table_args__ = (
        CheckConstraint("member_id > 0", "member_id"),
        CheckConstraint(f"char_length(original) BETWEEN 1 AND {MAX_NICKNAME_LENGTH}", "original_length"),
        CheckConstraint(f"char_length(marked) BETWEEN 1 AND {MAX_NICKNAME_LENGTH}", "marked_length"),
    )


class AfkNickname(AfkNicknameFields):
    """A nickname to give back, as it was when read."""

    model_config = FROZEN


class AfkMentionFields(Model):
    """Columns of `afk_mention`: where somebody who is away was mentioned; what was said is not kept."""

    guild_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    # Which mention of this absence it is, from 1. Only the last few are kept, and the last tells how many there were.
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    author_id: int = Field(sa_type=BigInteger)
    channel_id: int = Field(sa_type=BigInteger)
    message_id: int = Field(sa_type=BigInteger)


class AfkMentionRow(AfkMentionFields, table=True):
    """The table `afk_mention`; its rows end with the absence."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("member_id", OnErasure.DELETE, rows="Mentions of you while you are away"),
        MemberColumn("author_id", OnErasure.DELETE, rows="Your mentions of members who are away"),
    )

    __table_args__ = (
        ForeignKeyConstraint(["guild_id", "member_id"], ["afk.guild_id", "afk.member_id"], ondelete="CASCADE"),
        CheckConstraint("number > 0", "number"),
    )


class AfkMention(AfkMentionFields):
    """A mention, as it was when read."""

    model_config = FROZEN
