"""What the client returns: messages, interactions and the bot's state, typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import msgspec

from discord_sandbox.messages.components import walk
from discord_sandbox.wire import JsonObject

EPHEMERAL = 1 << 6


class Author(msgspec.Struct, frozen=True):
    """Who wrote a message."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A user in a server; ``roles`` are the names of their roles, without ``@everyone``."""

    user: Author
    nick: str | None = None
    pending: bool = False
    status: str = "online"
    activities: list[dict[str, Any]] = []
    roles: list[str] = msgspec.field(name="role_names", default_factory=list[str])
    timed_out_until: datetime | None = msgspec.field(name="communication_disabled_until", default=None)

    @property
    def display_name(self) -> str:
        """The name shown in the server."""
        return self.nick or self.user.global_name or self.user.username


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a message or modal; ``raw`` is Discord's JSON of it."""

    raw: JsonObject

    @property
    def type(self) -> int:
        """Discord's component type."""
        return int(self.raw["type"])

    @property
    def custom_id(self) -> str | None:
        """The bot's name for it."""
        return self.raw.get("custom_id")

    @property
    def label(self) -> str | None:
        """The text on it."""
        return self.raw.get("label")

    @property
    def disabled(self) -> bool:
        """Whether it cannot be used."""
        return bool(self.raw.get("disabled"))

    @property
    def options(self) -> list[str]:
        """The values of a select."""
        return [str(option["value"]) for option in cast("list[JsonObject]", self.raw.get("options") or [])]


class Pinged(msgspec.Struct, frozen=True):
    """Who was notified of a message, by user and role name."""

    users: list[str] = []
    roles: list[str] = []
    everyone: bool = False


class PollResults(msgspec.Struct, frozen=True):
    """How often each answer was chosen (``id``, ``count``, ``me_voted``), and whether that is final."""

    is_finalized: bool
    answer_counts: list[dict[str, Any]]


class Poll(msgspec.Struct, frozen=True):
    """A message's poll as Discord describes it."""

    question: dict[str, Any]
    answers: list[dict[str, Any]]
    expiry: datetime
    allow_multiselect: bool
    results: PollResults

    @property
    def counts(self) -> dict[str, int]:
        """How many voted for each answer, by its text."""
        counted = {each["id"]: int(each["count"]) for each in self.results.answer_counts}
        return {each["poll_media"].get("text", ""): counted.get(each["answer_id"], 0) for each in self.answers}

    @property
    def ended(self) -> bool:
        """Whether nobody can vote any more."""
        return self.results.is_finalized


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its reader sees it. ``mentions`` are shown as such; who was notified by them is in ``pinged``."""

    id: int
    channel_id: int
    author: Author
    guild_id: int | None = None
    type: int = 0
    content: str = ""
    flags: int = 0
    pinned: bool = False
    embeds: list[dict[str, Any]] = []
    components: list[dict[str, Any]] = []
    attachments: list[dict[str, Any]] = []
    reactions: list[dict[str, Any]] = []
    mentions: list[Author] = []
    mention_roles: list[int] = []
    mention_everyone: bool = False
    edited_timestamp: str | None = None
    message_reference: dict[str, Any] | None = None
    referenced_message: dict[str, Any] | None = None
    webhook_id: int | None = None
    poll: Poll | None = None
    nonce: str | int | None = None
    pinged: Pinged = Pinged()

    @property
    def ephemeral(self) -> bool:
        """Whether only one user sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def edited(self) -> bool:
        """Whether it was changed after it was sent."""
        return self.edited_timestamp is not None

    @property
    def pings_nobody(self) -> bool:
        """Whether nobody was notified when it was sent; whom a direct message reaches is not counted."""
        return self.pinged == Pinged()

    @property
    def reply_to(self) -> int | None:
        """The ID of the message it answers."""
        return int(self.message_reference["message_id"]) if self.message_reference else None

    @property
    def text(self) -> str:
        """All that can be read in it: content, embeds and components, one part per line."""
        return "\n".join(part for part in self._texts() if part)

    def all_components(self) -> list[Component]:
        """Return every component, nested ones included, from top to bottom."""
        return [Component(raw) for raw in walk(self.components)]

    def component(self, named: str) -> Component:
        """Return the component with that custom ID, label or placeholder; raises ``KeyError``."""
        for raw in walk(self.components):
            if named in (raw.get("custom_id"), raw.get("label"), raw.get("placeholder")):
                return Component(raw)
        raise KeyError(named)

    def _texts(self) -> Iterator[str]:
        yield self.content
        for embed in self.embeds:
            author, footer = cast(
                "tuple[JsonObject, JsonObject]", (embed.get("author") or {}, embed.get("footer") or {})
            )
            for part in (author.get("name"), embed.get("title"), embed.get("description")):
                yield part or ""
            for field in cast("list[JsonObject]", embed.get("fields") or []):
                yield f"{field['name']}: {field['value']}"
            yield footer.get("text", "")
        for raw in walk(self.components):
            yield str(raw.get("content") or raw.get("label") or "")


class SentMessages(msgspec.Struct, frozen=True):
    """What `send_many` sent, and in how many seconds."""

    seconds: float
    message_ids: list[int]


class Modal(msgspec.Struct, frozen=True):
    """A modal that an interaction opened; ``interaction_id`` is needed to submit it."""

    title: str
    custom_id: str
    components: list[dict[str, Any]]
    interaction_id: int = 0

    def fields(self) -> list[Component]:
        """Return the fields that can be filled in."""
        return [Component(raw) for raw in walk(self.components) if raw.get("custom_id")]


class Choice(msgspec.Struct, frozen=True):
    """One suggestion of an autocomplete."""

    name: str
    value: str | int | float


class InteractionResult(msgspec.Struct, frozen=True, kw_only=True):
    """What an interaction led to.

    ``message`` is the bot's reply (or the message it updated), None where there is none to see. ``deferred``: the
    bot first asked for time. ``error`` is what the user sees when the bot did not answer within three seconds.
    """

    id: int
    type: str
    response: str | None = None
    message: Message | None = None
    ephemeral: bool = False
    deferred: bool = False
    modal: Modal | None = None
    choices: list[Choice] = []
    follow_ups: list[Message] = []
    error: str | None = None

    @property
    def text(self) -> str:
        """The text of the reply, empty where there is none."""
        return self.message.text if self.message else ""


class Shard(msgspec.Struct, frozen=True):
    """One connected shard."""

    session_id: str
    shard_id: int
    shard_count: int
    intents: int
    sequence: int
    presence: dict[str, Any] | None = None


class BotState(msgspec.Struct, frozen=True):
    """The bot as the sandbox sees it; ``commands`` counts the registered ones."""

    id: int
    username: str
    connected: bool
    status: str
    commands: int
    shards: list[Shard]


class Event(msgspec.Struct, frozen=True):
    """Something that happened: a gateway event and its number."""

    number: int
    name: str
    data: dict[str, Any]
    recipients: list[int] | None = None


def read_interaction(raw: JsonObject) -> InteractionResult:
    """Decode the view of an interaction."""
    if raw.get("modal"):
        raw = {**raw, "modal": {**raw["modal"], "interaction_id": raw["id"]}}
    return msgspec.convert(raw, InteractionResult, strict=False)


def read_message(raw: JsonObject) -> Message:
    """Decode a message."""
    return msgspec.convert(raw, Message, strict=False)


def read_member(raw: JsonObject) -> Member:
    """Decode the view of a member."""
    return msgspec.convert(raw, Member, strict=False)
