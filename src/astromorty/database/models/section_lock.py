"""Who is alone in a critical section, and until when."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Text
from sqlmodel import Field

from astromorty.database.models.base import Model


class SectionLockRow(Model, table=True):
    """A lease on a name; the row stays, so that its fencing number only ever grows."""

    __table_args__ = (CheckConstraint("char_length(name) BETWEEN 1 AND 100", "name_length"),)

    name: str = Field(primary_key=True, max_length=100)
    holder: str = Field(sa_type=Text)
    fencing: int = Field(sa_column=Column(BigInteger, nullable=False))
    expires_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
