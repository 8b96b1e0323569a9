"""Roles that members take by themselves, on panels."""

from typing import ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Text
from sqlmodel import Field

from astromorty.database.models.base import Model, OfGuild

PanelKind = Literal["buttons", "select"]
PanelMode = Literal["any", "one", "add-only", "remove-only"]

LONGEST_TITLE = 100
# What Discord shows on a button (https://discord.com/developers/docs/components/reference#button).
LONGEST_LABEL = 80


class RolePanelRow(OfGuild, table=True):
    """The table `role_panel`: messages by which members take roles."""

    cached_as: ClassVar[tuple[str, ...]] = ("server_roles",)

    __table_args__ = (
        CheckConstraint("kind IN ('buttons', 'select')", "kind"),
        CheckConstraint("mode IN ('any', 'one', 'add-only', 'remove-only')", "mode"),
        CheckConstraint(f"char_length(title) BETWEEN 1 AND {LONGEST_TITLE}", "title_length"),
        CheckConstraint("number > 0", "number"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    title: str = Field(max_length=LONGEST_TITLE)
    kind: str = Field(sa_type=Text)
    mode: str = Field(sa_type=Text)
    channel_id: int = Field(sa_type=BigInteger)
    # NULL until it is posted, and again once somebody deleted it.
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    # Who does not have this role cannot use the panel.
    required_role: int | None = Field(default=None, sa_type=BigInteger)


class RoleChoiceRow(Model, table=True):
    """The table `role_choice`: what a panel offers."""

    cached_as: ClassVar[tuple[str, ...]] = ("server_roles",)

    __table_args__ = (
        ForeignKeyConstraint(
            ["guild_id", "number"],
            ["role_panel.guild_id", "role_panel.number"],
            name="fk_role_choice_panel",
            ondelete="CASCADE",
        ),
        Index("ix_role_choice_role", "guild_id", "role_id"),
        CheckConstraint(f"char_length(label) BETWEEN 1 AND {LONGEST_LABEL}", "label_length"),
    )

    guild_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    role_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    place: int = Field()
    # NULL is the role's own name.
    label: str | None = Field(default=None, max_length=LONGEST_LABEL)
    emoji: str | None = Field(default=None, max_length=LONGEST_LABEL)


class RoleChoice(NamedTuple):
    """A role that a panel offers; without a label it is shown by its name."""

    role_id: int
    label: str | None
    emoji: str | None


class RolePanel(BaseModel):
    """A panel as it was when read."""

    model_config = ConfigDict(frozen=True)

    number: int
    title: str
    kind: PanelKind
    mode: PanelMode
    channel_id: int
    message_id: int | None = None
    required_role: int | None = None
    choices: tuple[RoleChoice, ...] = ()


class ServerRoles(BaseModel):
    """All of this in a server, as it was when read."""

    model_config = ConfigDict(frozen=True)

    panels: tuple[RolePanel, ...] = ()

    def panel(self, number: int) -> RolePanel | None:
        """Return a panel by its number."""
        return next((panel for panel in self.panels if panel.number == number), None)
