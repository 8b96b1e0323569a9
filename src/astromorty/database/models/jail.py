"""Members in jail, and the roles they are to get back."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, DateTime, text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, OfMember
from astromorty.database.models.member_data import MemberColumn, OnErasure


class JailFields(OfMember):
    """Columns of `jail`; a row goes at the release."""

    # What the member has instead of the others; another role may be chosen for the next ones.
    jail_role_id: int = Field(sa_type=BigInteger)
    # The roles that were taken.
    role_ids: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
    jailed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()")))


class JailRow(JailFields, table=True):
    """The table `jail`."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn(
            "member_id",
            OnErasure.KEEP,
            "a decision of a server's moderators holds until they take it back; your roles are given back then",
            rows="Servers where you are in jail, and the roles you get back",
        ),
    )

    __table_args__ = (
        CheckConstraint("member_id > 0", "member_id"),
        CheckConstraint("jail_role_id > 0", "jail_role_id"),
    )


class Jailed(JailFields):
    """A member in jail, as it was when read."""

    model_config = FROZEN
