"""A member's experience in a server."""

from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, Sequence, text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model, OfMember
from astromorty.database.models.member_data import MemberColumn, OnErasure

# One sequence for all tables whose writes replace cached values: a number is never given twice, not even to a row that
# was deleted and inserted again.
ROW_VERSION = Sequence("row_version", metadata=Model.metadata)

# The largest integer that a double holds exactly: scripts in Redis and people's spreadsheets count in doubles.
XP_LIMIT = 2**53 - 1


class LevelFields(OfMember):
    """Columns of `level`."""

    xp: int = Field(default=0, ge=0, le=XP_LIMIT, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    # Taken from the sequence by the table's triggers, always while the row is locked.
    version: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class LevelRow(LevelFields, table=True):
    """The table `level`."""

    cached_as: ClassVar[tuple[str, ...]] = ("levels",)
    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("member_id", OnErasure.DELETE, rows="Experience and level, one entry for each server"),
    )

    __table_args__ = (
        CheckConstraint("member_id > 0", "member_id"),
        CheckConstraint(f"xp BETWEEN 0 AND {XP_LIMIT}", "xp"),
        # The leaderboard's order, and a member's place in it.
        Index("ix_level_leaderboard", "guild_id", text("xp DESC"), "member_id"),
    )


class Level(LevelFields):
    """A member's experience as it was when read."""

    model_config = FROZEN
