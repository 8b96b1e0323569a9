"""What moderators did, numbered by server, and what they are just about to do."""

from datetime import datetime
from typing import ClassVar, Literal

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Identity, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model, OfGuild
from astromorty.database.models.member_data import MemberColumn, OnErasure

# Discord's own limit for the reasons in its audit log.
LONGEST_REASON = 512

Kind = Literal[
    "ban",
    "tempban",
    "unban",
    "kick",
    "timeout",
    "untimeout",
    "warn",
    "jail",
    "unjail",
    "snippetban",
    "snippetunban",
    "note",
]
KINDS: tuple[Kind, ...] = Kind.__args__

_IS_KIND = f"kind IN ({', '.join(repr(kind) for kind in KINDS)})"
_REASON_LENGTH = f"char_length(reason) BETWEEN 1 AND {LONGEST_REASON}"
_HELD = "a server's record of moderation stays with the server, for its moderators and for appeals"


class Measure(Model):
    """What cases and intents say of what was done, to whom and by whom."""

    kind: Kind = Field(sa_type=Text)
    member_id: int = Field(sa_type=BigInteger)
    # NULL for what nobody ordered.
    moderator_id: int | None = Field(default=None, sa_type=BigInteger)
    reason: str | None = Field(default=None, min_length=1, max_length=LONGEST_REASON, sa_type=Text)
    # When it ends by itself; NULL for what does not.
    expires_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))  # pyright: ignore[reportArgumentType]  # SQLModel's annotation wants a class, SQLAlchemy takes both
    created_at: datetime = Field(
        sa_type=DateTime(timezone=True),  # pyright: ignore[reportArgumentType]  # as above
        sa_column_kwargs={"server_default": text("now()")},
    )


class ModerationCaseFields(OfGuild, Measure):
    """Columns of `moderation_case`."""

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    closed_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))
    # The entry in the server's log of moderation, once there is one.
    log_channel_id: int | None = Field(default=None, sa_type=BigInteger)
    log_message_id: int | None = Field(default=None, sa_type=BigInteger)
    # The intent that it was, so that one intent never becomes two cases.
    intent_id: int | None = Field(default=None, sa_type=BigInteger)
    # Raised by every change: who saw an older one overwrites nothing.
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class ModerationCaseRow(ModerationCaseFields, table=True):
    """The table `moderation_case`."""

    cached_as: ClassVar[tuple[str, ...]] = ("case",)
    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("member_id", OnErasure.KEEP, _HELD, rows="Moderation cases about you"),
        MemberColumn("moderator_id", OnErasure.KEEP, _HELD, rows="Moderation cases you opened as a moderator"),
    )

    __table_args__ = (
        CheckConstraint(_IS_KIND, "kind"),
        CheckConstraint("number > 0", "number"),
        CheckConstraint("member_id > 0", "member_id"),
        CheckConstraint("moderator_id > 0", "moderator_id"),
        CheckConstraint(_REASON_LENGTH, "reason_length"),
        CheckConstraint("num_nulls(log_channel_id, log_message_id) IN (0, 2)", "log"),
        UniqueConstraint("intent_id"),
        # Each way of listing cases, newest first.
        Index("ix_moderation_case_member", "guild_id", "member_id", "number"),
        Index("ix_moderation_case_moderator", "guild_id", "moderator_id", "number"),
        Index("ix_moderation_case_kind", "guild_id", "kind", "number"),
    )


class Case(ModerationCaseFields):
    """A case as it was when read; times are UTC."""

    model_config = FROZEN

    @property
    def is_open(self) -> bool:
        """Whether it is neither over nor closed by a moderator."""
        return self.closed_at is None


class CaseCounterRow(OfGuild, table=True):
    """The number of a server's last case; raised in the transaction that writes the case, so none is left out."""

    __table_args__ = (CheckConstraint("last > 0", "last"),)

    last: int


class CaseIntentFields(Measure):
    """Columns of `case_intent`: what is being asked of Discord, written before it is."""

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    guild_id: int = Field(foreign_key="guild.guild_id", ondelete="CASCADE", sa_type=BigInteger)


class CaseIntentRow(CaseIntentFields, table=True):
    """The table `case_intent`; a row goes when it has become a case, or when nothing came of it."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("member_id", OnErasure.KEEP, _HELD, rows="Moderation about you that is under way"),
        MemberColumn("moderator_id", OnErasure.KEEP, _HELD, rows="Moderation by you that is under way"),
    )

    __table_args__ = (
        CheckConstraint(_IS_KIND, "kind"),
        CheckConstraint("member_id > 0", "member_id"),
        CheckConstraint("moderator_id > 0", "moderator_id"),
        CheckConstraint(_REASON_LENGTH, "reason_length"),
        Index("ix_case_intent_guild_id", "guild_id"),
    )


class Intent(CaseIntentFields):
    """An intent as it was when read."""

    model_config = FROZEN
