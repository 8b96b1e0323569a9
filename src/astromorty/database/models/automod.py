"""Servers' rules for messages, and who and what is exempt from them."""

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Text, false, text, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, OfGuild

RuleKind = Literal[
    "invites", "links", "mentions", "repeats", "flood", "words", "pattern", "capitals", "emoji", "attachments"
]
RuleAction = Literal["log", "delete", "warn", "timeout", "delete-warn", "delete-timeout"]
# Of a rule's exemptions those for all rules: a rule's name is never empty.
ALL_RULES = ""


class AutomodRuleFields(OfGuild):
    """Columns of `automod_rule`."""

    name: str = Field(primary_key=True, max_length=32)
    kind: RuleKind = Field(sa_type=Text)
    parameters: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    action: RuleAction = Field(default="delete", sa_type=Text)
    # How long a time-out lasts, in seconds.
    timeout: int = Field(default=600, sa_column_kwargs={"server_default": "600"})
    # After so many violations of the rule within so many seconds the member is timed out; 0 for never.
    escalate_after: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    escalate_within: int = Field(default=3600, sa_column_kwargs={"server_default": "3600"})
    is_enabled: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    is_dry_run: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default=text("1")))


class AutomodRuleRow(AutomodRuleFields, table=True):
    """The table `automod_rule`."""

    cached_as: ClassVar[tuple[str, ...]] = ("automod_rules",)

    __table_args__ = (
        CheckConstraint("name ~ '^[a-z0-9-]{1,32}$'", "name"),
        CheckConstraint("action IN ('log', 'delete', 'warn', 'timeout', 'delete-warn', 'delete-timeout')", "action"),
        CheckConstraint("timeout BETWEEN 60 AND 2419200", "timeout"),
        CheckConstraint("escalate_after BETWEEN 0 AND 50", "escalate_after"),
        CheckConstraint("escalate_within BETWEEN 60 AND 86400", "escalate_within"),
    )


class AutomodRule(AutomodRuleFields):
    """A rule as it was when read."""

    model_config = FROZEN


class AutomodExemptRow(OfGuild, table=True):
    """The table `automod_exempt`: roles and channels that a rule, or with an empty name every rule, leaves alone."""

    cached_as: ClassVar[tuple[str, ...]] = ("automod_rules",)

    __table_args__ = (CheckConstraint("target IN ('channel', 'role')", "target"),)

    rule: str = Field(primary_key=True, max_length=32)
    target: str = Field(primary_key=True, sa_type=Text)
    target_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})


class AutomodRules(BaseModel):
    """All of a server's rules as they were when read; an exemption is a rule's name, `channel` or `role`, and an ID."""

    model_config = ConfigDict(frozen=True)

    rules: tuple[AutomodRule, ...] = ()
    exempt: tuple[tuple[str, str, int], ...] = ()
