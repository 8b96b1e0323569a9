"""Messages and what hangs on them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, IntFlag

from discord_sandbox.state.poll import Poll
from discord_sandbox.state.user import User
from discord_sandbox.wire import JsonObject


class MessageType(IntEnum):
    """Discord's message types that the sandbox sends."""

    DEFAULT = 0
    CHANNEL_PINNED = 6
    MEMBER_JOIN = 7
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


class MessageFlags(IntFlag):
    """Discord's message flags that the sandbox acts on."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True)
class Attachment:
    """An uploaded file and its bytes; ``url`` is on the sandbox's CDN."""

    id: int
    filename: str
    content_type: str
    data: bytes
    url: str
    description: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(slots=True)
class Reaction:
    """One emoji under a message and who chose it, in order."""

    emoji: JsonObject
    user_ids: list[int] = field(default_factory=list[int])


@dataclass(slots=True, frozen=True)
class MessageReference:
    """The message that a reply answers."""

    message_id: int
    channel_id: int
    guild_id: int | None


@dataclass(slots=True, frozen=True)
class Mentions:
    """Who a message mentions (``user_ids``, ``role_ids``, ``everyone``) after ``allowed_mentions`` was applied."""

    user_ids: tuple[int, ...] = ()
    role_ids: tuple[int, ...] = ()
    everyone: bool = False


@dataclass(slots=True, frozen=True)
class SentNonce:
    """Which message a nonce belongs to."""

    message_id: int
    channel_id: int
    at: datetime


@dataclass(slots=True, frozen=True)
class InteractionOrigin:
    """The interaction that made a message: shown as ``interaction_metadata``; ``opened_by`` is what opened a modal."""

    id: int
    type: int
    user: User
    name: str | None
    command_type: int | None = None
    original_message_id: int | None = None
    component_message_id: int | None = None
    opened_by: "InteractionOrigin | None" = None


@dataclass(slots=True)
class Message:
    """A message. ``ephemeral_for`` is the only user who sees it, None for everybody in the channel.

    ``mentions`` are shown as such, ``pings`` are those who were notified when it was sent.
    """

    id: int
    channel_id: int
    guild_id: int | None
    author: User
    sent_at: datetime
    content: str = ""
    type: MessageType = MessageType.DEFAULT
    flags: int = 0
    embeds: list[JsonObject] = field(default_factory=list[JsonObject])
    components: list[JsonObject] = field(default_factory=list[JsonObject])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    mentions: Mentions = field(default_factory=Mentions)
    reactions: list[Reaction] = field(default_factory=list[Reaction])
    reference: MessageReference | None = None
    origin: InteractionOrigin | None = None
    ephemeral_for: int | None = None
    edited_at: datetime | None = None
    pinned_at: datetime | None = None
    webhook_id: int | None = None
    pings: Mentions = field(default_factory=Mentions)
    nonce: str | int | None = None
    tts: bool = False
    poll: Poll | None = None

    @property
    def is_v2(self) -> bool:
        """Whether the message consists of components only."""
        return bool(self.flags & MessageFlags.COMPONENTS_V2)
