"""Members' own voice rooms, which go when the last one leaves."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, UniqueConstraint, text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, OfGuild
from astromorty.database.models.member_data import MemberColumn, OnErasure


class TempRoomFields(OfGuild):
    """Columns of `temp_room`: a member has one room in a server; a row goes with its channel."""

    owner_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    # None while the channel is being made: whoever finds the row later looks for it.
    channel_id: int | None = Field(default=None, sa_type=BigInteger)
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()")))


class TempRoomRow(TempRoomFields, table=True):
    """The table `temp_room`."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn(
            "owner_id",
            OnErasure.KEEP,
            "an open room is known by its owner; the row goes with the room, when the last one leaves it",
            rows="Voice rooms of yours that are open now",
        ),
    )

    __table_args__ = (
        UniqueConstraint("channel_id"),
        CheckConstraint("owner_id > 0", "owner_id"),
        CheckConstraint("channel_id > 0", "channel_id"),
    )


class TempRoom(TempRoomFields):
    """A room as it was when read."""

    model_config = FROZEN
