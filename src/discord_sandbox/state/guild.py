"""Guilds, their roles, members, bans and audit log."""

from dataclasses import dataclass, field
from datetime import datetime

from discord_sandbox.state.channel import Channel
from discord_sandbox.state.user import User
from discord_sandbox.state.voice import VoiceState
from discord_sandbox.wire import JsonObject


@dataclass(slots=True)
class Role:
    """A role; the one whose ID is the guild's is ``@everyone``."""

    id: int
    guild_id: int
    name: str
    permissions: int = 0
    position: int = 0
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    managed: bool = False
    bot_id: int | None = None
    icon: str | None = None
    unicode_emoji: str | None = None


@dataclass(slots=True)
class Member:
    """A user in a guild. ``role_ids`` leaves out ``@everyone``."""

    user: User
    guild_id: int
    joined_at: datetime
    role_ids: list[int] = field(default_factory=list[int])
    nick: str | None = None
    timeout_until: datetime | None = None
    pending: bool = False
    deaf: bool = False
    mute: bool = False

    @property
    def display_name(self) -> str:
        """The name shown in the guild."""
        return self.nick or self.user.display_name


@dataclass(slots=True)
class Ban:
    """A banned user and the reason given."""

    user: User
    reason: str | None = None


@dataclass(slots=True)
class Emoji:
    """A custom emoji."""

    id: int
    name: str
    animated: bool = False


@dataclass(slots=True, frozen=True)
class AuditEntry:
    """What somebody did to a guild, with the reason of ``X-Audit-Log-Reason``.

    ``changes`` name what was changed (``key``, ``old_value``, ``new_value``), ``options`` tell more of some actions.
    """

    id: int
    action: int
    user_id: int
    target_id: int | None
    at: datetime
    reason: str | None = None
    changes: tuple[JsonObject, ...] = ()
    options: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class Guild:
    """A server."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    threads: dict[int, Channel] = field(default_factory=dict[int, Channel])
    bans: dict[int, Ban] = field(default_factory=dict[int, Ban])
    emojis: dict[int, Emoji] = field(default_factory=dict[int, Emoji])
    voice_states: dict[int, VoiceState] = field(default_factory=dict[int, VoiceState])
    audit_log: list[AuditEntry] = field(default_factory=list[AuditEntry])
    icon: str | None = None
    description: str | None = None
    locale: str = "en-US"
    system_channel_id: int | None = None

    @property
    def everyone(self) -> Role:
        """The role every member has."""
        return self.roles[self.id]
