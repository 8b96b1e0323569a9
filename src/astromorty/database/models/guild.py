"""A server the bot is in, or was in."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model


class GuildFields(Model):
    """Columns of `guild`. The row stays when the bot leaves, so that a return finds everything as it was."""

    guild_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    # NULL until the gateway has told the name.
    name: str | None = Field(default=None, max_length=100)
    joined_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()")))
    left_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=True))


class GuildRow(GuildFields, table=True):
    """The table `guild`."""

    __table_args__ = (
        CheckConstraint("guild_id > 0", "guild_id"),
        CheckConstraint("char_length(name) BETWEEN 1 AND 100", "name_length"),
    )


class Guild(GuildFields):
    """A server as it was when read; times are UTC."""

    model_config = FROZEN
