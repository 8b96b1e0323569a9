"""What a person has set for themselves, in all servers."""

from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model
from astromorty.database.models.member_data import MemberColumn, OnErasure


class MemberSettingsFields(Model):
    """Columns of `member_settings`; who never set anything has no row."""

    member_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    # An IANA name.
    timezone: str = Field(min_length=1, max_length=64, sa_type=Text)


class MemberSettingsRow(MemberSettingsFields, table=True):
    """The table `member_settings`."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("member_id", OnErasure.DELETE, rows="Your time zone"),
    )

    __table_args__ = (
        CheckConstraint("member_id > 0", "member_id"),
        CheckConstraint("char_length(timezone) BETWEEN 1 AND 64", "timezone_length"),
    )


class MemberSettings(MemberSettingsFields):
    """A person's settings as they were when read."""

    model_config = FROZEN
