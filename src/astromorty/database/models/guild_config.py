"""A server's settings."""

from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model


class GuildConfigFields(Model):
    """Columns of `guild_config`; those without a row have the defaults."""

    guild_id: int = Field(
        primary_key=True,
        foreign_key="guild.guild_id",
        ondelete="CASCADE",
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )
    # None is the bot's default prefix, whatever that is at the time.
    prefix: str | None = Field(default=None, min_length=1, max_length=10)
    timezone: str = Field(
        default="UTC", min_length=1, max_length=64, sa_type=Text, sa_column_kwargs={"server_default": "UTC"}
    )
    # Raised by every update; 0 means that there is no row.
    version: int = Field(default=1, sa_type=BigInteger, sa_column_kwargs={"server_default": "1"})


class GuildConfigRow(GuildConfigFields, table=True):
    """The table `guild_config`."""

    cached_as: ClassVar[tuple[str, ...]] = ("guild_config", "prefix")

    __table_args__ = (
        CheckConstraint("char_length(prefix) BETWEEN 1 AND 10", "prefix_length"),
        CheckConstraint("char_length(timezone) BETWEEN 1 AND 64", "timezone_length"),
        CheckConstraint("version > 0", "version"),
    )


class GuildConfig(GuildConfigFields):
    """A server's settings as they were when read."""

    model_config = FROZEN


# What an administrator can set, in the order it is shown.
SETTING_NAMES = tuple(name for name in GuildConfigFields.model_fields if name not in {"guild_id", "version"})
