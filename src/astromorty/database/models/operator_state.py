"""Small facts the bot remembers about itself, such as the hash of the commands it last sent to Discord."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, DateTime, Text, text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model


class OperatorStateFields(Model):
    """Columns of `operator_state`."""

    key: str = Field(primary_key=True, min_length=1, max_length=100)
    value: str = Field(sa_type=Text)
    updated_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class OperatorStateRow(OperatorStateFields, table=True):
    """The table `operator_state`."""

    __table_args__ = (CheckConstraint("char_length(key) BETWEEN 1 AND 100", "key_length"),)


class OperatorState(OperatorStateFields):
    """One remembered fact as it was when read."""

    model_config = FROZEN
