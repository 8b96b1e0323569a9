"""Roles that members get by themselves: on joining, or for a text in their status."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, CheckConstraint, false
from sqlmodel import Field

from astromorty.database.models.base import OfGuild

LONGEST_STATUS_TEXT = 100


class AutoroleRow(OfGuild, table=True):
    """The table `autorole`: what members, or bots, get when they join."""

    cached_as: ClassVar[tuple[str, ...]] = ("given_roles",)

    role_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    for_bots: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class StatusRoleRow(OfGuild, table=True):
    """The table `status_role`: what members have as long as a text stands in their status."""

    cached_as: ClassVar[tuple[str, ...]] = ("given_roles",)

    __table_args__ = (CheckConstraint("char_length(text) BETWEEN 1 AND 100", "text"),)

    role_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    text: str = Field(max_length=LONGEST_STATUS_TEXT)


class GivenRoles(BaseModel):
    """All of a server's, as they were when read: roles with whether bots get them, and roles with their texts."""

    model_config = ConfigDict(frozen=True)

    on_join: tuple[tuple[int, bool], ...] = ()
    by_status: tuple[tuple[int, str], ...] = ()
