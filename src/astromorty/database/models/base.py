"""What every table and read model has in common."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Self

from sqlalchemy import BigInteger, MetaData, Table
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig  # pyright: ignore[reportPrivateUsage]  # exported nowhere else

# Every constraint has a name, so that a migration can change it and an error can tell which one was broken.
NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


# For read models only: on a shared base or as a class argument SQLModel raises or ignores it.
FROZEN = SQLModelConfig(frozen=True)


class Model(SQLModel):
    """Base of the field classes; its metadata is the one the migrations describe."""

    # Row classes never validate, and most read models not before somebody asks: each builds its validator then.
    model_config = SQLModelConfig(defer_build=True)

    # SQLModel's documented way to an own MetaData; its metaclass declares the name a second time.
    metadata: ClassVar[MetaData] = MetaData(  # pyright: ignore[reportIncompatibleVariableOverride]
        naming_convention=NAMING_CONVENTION
    )

    @classmethod
    def of_row(cls, row: Mapping[Any, Any]) -> Self:
        """Return a row as it was read, checked.

        All rows of a class share the note of which fields were given: pydantic's own is two thirds of an object.
        """
        read = cls.model_validate(dict(row))
        object.__setattr__(read, "__pydantic_fields_set__", cls.all_fields())
        return read

    @classmethod
    @cache
    def all_fields(cls) -> set[str]:
        """Return the names of all fields."""
        return set(cls.model_fields)

    @declared_attr  # pyright: ignore[reportArgumentType]  # SQLModel's own declaration has no type to agree with
    def __tablename__(cls) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Name the table after its class."""
        return table_name(cls.__name__)


class OfGuild(Model):
    """What belongs to a server, and goes with it."""

    guild_id: int = Field(
        primary_key=True,
        foreign_key="guild.guild_id",
        ondelete="CASCADE",
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )


class OfMember(OfGuild):
    """What belongs to a member of a server."""

    member_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})


def table_of(row: type[Model]) -> Table:
    """Return the table that a row class stands for."""
    return Model.metadata.tables[table_name(row.__name__)]


def table_name(class_name: str) -> str:
    """Return the name of a row class's table: `GuildConfigRow` is stored in `guild_config`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name.removesuffix("Row")).lower()
