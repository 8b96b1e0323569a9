"""How often members may use a command."""

from typing import ClassVar, Literal

from sqlalchemy import CheckConstraint, Integer, SmallInteger, Text
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, OfGuild
from astromorty.database.models.permission import LONGEST_COMMAND

MOST_USES = 100
LONGEST_WINDOW = 86_400

Per = Literal["member", "channel", "server"]


class CommandCooldownFields(OfGuild):
    """Columns of `command_cooldown`: a command, or a group with its subcommands, may be used so often in so long."""

    command: str = Field(primary_key=True, max_length=LONGEST_COMMAND)
    uses: int = Field(sa_type=SmallInteger)
    seconds: int = Field(sa_type=Integer)
    per: Per = Field(sa_type=Text)


class CommandCooldownRow(CommandCooldownFields, table=True):
    """The table `command_cooldown`."""

    cached_as: ClassVar[tuple[str, ...]] = ("command_cooldowns",)

    __table_args__ = (
        CheckConstraint(f"uses BETWEEN 1 AND {MOST_USES}", "uses"),
        CheckConstraint(f"seconds BETWEEN 1 AND {LONGEST_WINDOW}", "seconds"),
        CheckConstraint("per IN ('member', 'channel', 'server')", "per"),
    )


class CommandCooldown(CommandCooldownFields):
    """A cooldown as it was when read."""

    model_config = FROZEN
