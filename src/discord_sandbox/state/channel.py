"""Channels of guilds and of direct messages."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from discord_sandbox.state.message import Message


class ChannelType(IntEnum):
    """Discord's channel types that the sandbox has."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


@dataclass(slots=True)
class Overwrite:
    """What a role (``kind`` 0) or member (``kind`` 1) may do differently in one channel."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class Thread:
    """What a thread is besides a channel.

    ``joined`` are its members and since when, ``sent`` counts all messages, deleted ones too.
    """

    owner_id: int
    created_at: datetime
    archived_at: datetime
    auto_archive_minutes: int = 4320
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    joined: dict[int, datetime] = field(default_factory=dict[int, datetime])
    sent: int = 0


@dataclass(slots=True)
class Channel:
    """A channel; ``messages`` is in order of sending, and those that only one user sees are in ``ephemerals``.

    A DM has ``recipient_ids`` (the bot among them) and no guild. ``slowmode`` is how many seconds people wait between
    two messages, ``written_at`` when each last wrote, kept also of what was deleted.
    """

    id: int
    type: ChannelType
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    nsfw: bool = False
    slowmode: int = 0
    bitrate: int = 64_000
    user_limit: int = 0
    thread: Thread | None = None
    recipient_ids: tuple[int, ...] = ()
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    ephemerals: dict[int, Message] = field(default_factory=dict[int, Message])
    last_message_id: int | None = None
    written_at: dict[int, datetime] = field(default_factory=dict[int, datetime])

    @property
    def is_dm(self) -> bool:
        """Whether this is a direct-message channel."""
        return self.type is ChannelType.DM

    @property
    def holds_messages(self) -> bool:
        """Whether messages can be sent here at all."""
        return self.type is not ChannelType.CATEGORY
