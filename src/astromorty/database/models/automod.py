"""Servers' rules for messages, and who and what is exempt from them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal, Self

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Text, false, text, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from astromorty.database.models.base import OfGuild

RuleKind = Literal[
    "invites", "links", "mentions", "repeats", "flood", "words", "pattern", "capitals", "emoji", "attachments"
]
RuleAction = Literal["log", "delete", "warn", "timeout", "delete-warn", "delete-timeout"]
# Of a rule's exemptions those for all rules: a rule's name is never empty.
ALL_RULES = ""


class AutomodRuleRow(OfGuild, table=True):
    """The table `automod_rule`."""

    cached_as: ClassVar[tuple[str, ...]] = ("automod_rules",)

    __table_args__ = (
        CheckConstraint("name ~ '^[a-z0-9-]{1,32}$'", "name"),
        CheckConstraint("action IN ('log', 'delete', 'warn', 'timeout', 'delete-warn', 'delete-timeout')", "action"),
        CheckConstraint("timeout BETWEEN 60 AND 2419200", "timeout"),
        CheckConstraint("escalate_after BETWEEN 0 AND 50", "escalate_after"),
        CheckConstraint("escalate_within BETWEEN 60 AND 86400", "escalate_within"),
    )

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


@dataclass(frozen=True, slots=True)
class AutomodRule:
    """A rule as it was when read, of whichever server: rules that servers have alike are equal, and held once."""

    name: str
    kind: RuleKind
    # The parameters as JSON, which takes a quarter of what they take themselves.
    written: str
    action: RuleAction = "delete"
    timeout: int = 600
    escalate_after: int = 0
    escalate_within: int = 3600
    is_enabled: bool = True
    is_dry_run: bool = False
    version: int = 1

    @classmethod
    def of(cls, *, parameters: Mapping[str, Any], **values: Any) -> Self:
        """Return a rule by the names of its columns."""
        return cls(written=json.dumps(parameters), **values)

    @property
    def parameters(self) -> dict[str, Any]:
        """What the kind of rule was told."""
        return json.loads(self.written)

    def columns(self) -> dict[str, Any]:
        """Return what was decided about the rule, by column: all but its version."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        del values["written"], values["version"]
        return {**values, "parameters": self.parameters}

    def changed(self, values: Mapping[str, Any]) -> Self:
        """Return the rule with other values in some of its columns."""
        columns: dict[str, Any] = {**self.columns(), "version": self.version, **values}
        return self.of(**columns)


class AutomodExemptRow(OfGuild, table=True):
    """The table `automod_exempt`: roles and channels that a rule, or with an empty name every rule, leaves alone."""

    cached_as: ClassVar[tuple[str, ...]] = ("automod_rules",)

    __table_args__ = (CheckConstraint("target IN ('channel', 'role')", "target"),)

    rule: str = Field(primary_key=True, max_length=32)
    target: str = Field(primary_key=True, sa_type=Text)
    target_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})


@dataclass(frozen=True, slots=True)
class AutomodRules:
    """All of a server's rules as they were when read; an exemption is a rule's name, `channel` or `role`, and an ID."""

    rules: tuple[AutomodRule, ...] = ()
    exempt: tuple[tuple[str, str, int], ...] = ()
