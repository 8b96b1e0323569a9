"""Texts that members call up by name, how often they did, and who may write none."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    false,
    text,
)
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model, OfGuild, OfMember
from astromorty.database.models.member_data import MemberColumn, OnErasure
from astromorty.database.models.moderation_case import LONGEST_REASON

LONGEST_NAME = 32
# What fits into one of Discord's messages.
LONGEST_CONTENT = 2000


class SnippetFields(OfGuild):
    """Columns of `snippet`: one name, which has a text of its own or is an alias of a name that has one."""

    name: str = Field(primary_key=True, max_length=LONGEST_NAME)
    content: str | None = Field(default=None, max_length=LONGEST_CONTENT)
    target: str | None = Field(default=None, max_length=LONGEST_NAME)
    # NULL once the owner has asked to be forgotten: managers look after it then.
    owner_id: int | None = Field(default=None, sa_type=BigInteger)
    is_locked: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    # What a writer has seen of the row: a change made since then is not overwritten.
    changed_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class SnippetRow(SnippetFields, table=True):
    """The table `snippet`."""

    cached_as: ClassVar[tuple[str, ...]] = ("snippet",)
    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn("owner_id", OnErasure.CLEAR, rows="Snippets and aliases you own"),
    )

    __table_args__ = (
        # Aliases follow a rename of their target and go with it.
        ForeignKeyConstraint(
            ["guild_id", "target"],
            ["snippet.guild_id", "snippet.name"],
            name="fk_snippet_target",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        Index("ix_snippet_target", "guild_id", "target"),
        CheckConstraint("name ~ '^[a-z0-9-]{1,32}$'", "name"),
        CheckConstraint("char_length(content) BETWEEN 1 AND 2000", "content_length"),
        CheckConstraint("(content IS NULL) <> (target IS NULL)", "content_or_target"),
        CheckConstraint("owner_id > 0", "owner_id"),
    )


class Snippet(SnippetFields):
    """A snippet or an alias as it was when read; times are UTC."""

    model_config = FROZEN


class SnippetUseRow(Model, table=True):
    """How often a snippet was used; apart from it, so that a use changes nothing that is cached."""

    __table_args__ = (
        PrimaryKeyConstraint("guild_id", "name"),
        ForeignKeyConstraint(
            ["guild_id", "name"], ["snippet.guild_id", "snippet.name"], onupdate="CASCADE", ondelete="CASCADE"
        ),
        CheckConstraint("uses > 0", "uses"),
    )

    guild_id: int = Field(sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    name: str = Field(max_length=LONGEST_NAME)
    uses: int = Field(sa_type=BigInteger)


class SnippetBanFields(OfMember):
    """Columns of `snippet_ban`."""

    reason: str | None = Field(default=None, max_length=LONGEST_REASON)
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class SnippetBanRow(SnippetBanFields, table=True):
    """The table `snippet_ban`."""

    member_data: ClassVar[tuple[MemberColumn, ...]] = (
        MemberColumn(
            "member_id",
            OnErasure.KEEP,
            "a decision of a server's moderators holds until they take it back",
            rows="Servers where you may not write snippets",
        ),
    )

    __table_args__ = (
        CheckConstraint("member_id > 0", "member_id"),
        CheckConstraint(f"char_length(reason) BETWEEN 1 AND {LONGEST_REASON}", "reason_length"),
    )


class SnippetBan(SnippetBanFields):
    """A member who may write no snippets, as it was when read."""

    model_config = FROZEN
