"""Sending, editing and deleting messages, for the bot and for users alike."""

import copy
from dataclasses import dataclass, field

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.thread_members import take_part
from discord_sandbox.messages.attachments import kept_attachments, resolve_media, store_uploads
from discord_sandbox.messages.components import component_text, number_components
from discord_sandbox.messages.mentions import find_mentions
from discord_sandbox.messages.nonces import find_sent, remember
from discord_sandbox.messages.pings import pings_of, pings_payload
from discord_sandbox.messages.upload import Upload
from discord_sandbox.payloads.message import message_event_payload
from discord_sandbox.payloads.poll import read_poll
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.event import Event
from discord_sandbox.state.message import InteractionOrigin, Message, MessageFlags, MessageReference, MessageType
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.validation.embeds import is_empty
from discord_sandbox.validation.media import described_file_errors, media_errors
from discord_sandbox.wire import JsonObject, copy_json

_SETTABLE_FLAGS = (
    MessageFlags.SUPPRESS_EMBEDS
    | MessageFlags.EPHEMERAL
    | MessageFlags.SUPPRESS_NOTIFICATIONS
    | MessageFlags.COMPONENTS_V2
)


@dataclass(slots=True)
class Draft:
    """A message about to be sent. ``body`` is Discord's JSON of a message; the rest is what no body can say."""

    author: User
    body: JsonObject
    uploads: dict[int, Upload] = field(default_factory=dict[int, Upload])
    type: MessageType = MessageType.DEFAULT
    reference: MessageReference | None = None
    origin: InteractionOrigin | None = None
    ephemeral_for: int | None = None
    webhook_id: int | None = None
    extra_flags: int = 0
    may_mention_all: bool = True


def post_message(world: World, channel: Channel, draft: Draft) -> Message:
    """Send a message, or return the one that it repeats; raises ``DiscordError`` where it would be empty."""
    duplicate = find_sent(world, draft.author.id, draft.body)
    if duplicate:
        return duplicate
    message = Message(
        id=world.snowflakes.next(),
        channel_id=channel.id,
        guild_id=channel.guild_id,
        author=draft.author,
        sent_at=world.clock.now(),
        type=draft.type,
        reference=draft.reference,
        origin=draft.origin,
        ephemeral_for=draft.ephemeral_for,
        webhook_id=draft.webhook_id,
        nonce=draft.body.get("nonce"),
        tts=bool(draft.body.get("tts")),
        poll=read_poll(draft.body.get("poll"), world.clock.now()),
    )
    flags = (int(draft.body.get("flags") or 0) & _SETTABLE_FLAGS) | draft.extra_flags
    _fill(world, channel, message, draft.body, draft.uploads, flags)
    _mention(world, channel, message, draft.body, may_mention_all=draft.may_mention_all)
    message.pings = pings_of(world, channel, message)
    remember(world, channel, message)
    channel.written_at[message.author.id] = message.sent_at
    if message.ephemeral_for is None:
        take_part(world, channel, message.author)
    if message.ephemeral_for is None:
        channel.messages[message.id] = message
        channel.last_message_id = message.id
    else:
        channel.ephemerals[message.id] = message
    announce(world, channel, message, "MESSAGE_CREATE")
    return message


def post_notice(
    world: World,
    channel: Channel,
    user: User,
    kind: MessageType,
    *,
    content: str = "",
    reference: MessageReference | None = None,
) -> None:
    """Let a system message tell what a user did."""
    notice = Message(
        world.snowflakes.next(),
        channel.id,
        channel.guild_id,
        user,
        world.clock.now(),
        content,
        kind,
        reference=reference,
    )
    channel.messages[notice.id] = notice
    channel.last_message_id = notice.id
    announce(world, channel, notice, "MESSAGE_CREATE")


def edit_message(
    world: World, channel: Channel, message: Message, body: JsonObject, uploads: dict[int, Upload] | None = None
) -> Message:
    """Change what ``body`` names and leave the rest; raises ``DiscordError`` where nothing would be left."""
    was_loading = bool(message.flags & MessageFlags.LOADING)
    flags = message.flags & ~MessageFlags.LOADING
    if body.get("flags") is not None:
        flags &= ~MessageFlags.SUPPRESS_EMBEDS
        flags |= int(body["flags"]) & (MessageFlags.SUPPRESS_EMBEDS | MessageFlags.COMPONENTS_V2)
    _fill(world, channel, message, body, uploads or {}, flags)
    if "content" in body or "components" in body:
        _mention(world, channel, message, body, may_mention_all=True)
    if was_loading:
        message.pings = pings_of(world, channel, message)
    message.edited_at = world.clock.now()
    announce(world, channel, message, "MESSAGE_UPDATE")
    return message


def delete_message(world: World, channel: Channel, message: Message) -> None:
    """Take a message away."""
    channel.messages.pop(message.id, None)
    channel.ephemerals.pop(message.id, None)
    data: JsonObject = {"id": str(message.id), "channel_id": str(channel.id)}
    if channel.guild_id:
        data["guild_id"] = str(channel.guild_id)
    world.dispatch(Event("MESSAGE_DELETE", data, channel.guild_id, channel.id, _recipients(world, channel, message)))


def announce(world: World, channel: Channel, message: Message, name: str) -> None:
    """Dispatch an event that carries the message, to those who see it."""
    recipients = _recipients(world, channel, message)
    data = copy_json(message_event_payload(world, message))
    aside: JsonObject = {"pinged": pings_payload(world, message)}
    world.dispatch(Event(name, data, channel.guild_id, channel.id, recipients, aside))


def _recipients(world: World, channel: Channel, message: Message) -> frozenset[int] | None:
    if message.ephemeral_for is not None:
        return frozenset({message.ephemeral_for})
    return world.audience(channel)


def _fill(
    world: World, channel: Channel, message: Message, body: JsonObject, uploads: dict[int, Upload], flags: int
) -> None:
    """Take content, embeds, components, files and flags over from a body, or raise and change nothing."""
    described: list[JsonObject] = body.get("attachments") or []
    described_file_errors(described, {*uploads, *(each.id for each in message.attachments)}).raise_if_any()
    kept = kept_attachments(message.attachments, described) if "attachments" in body else message.attachments
    attachments = kept + store_uploads(world, channel.id, described, uploads)
    content = str(body["content"] or "").strip() if "content" in body else message.content
    embeds: list[JsonObject] = copy.deepcopy(body["embeds"] or []) if "embeds" in body else message.embeds
    components: list[JsonObject] = message.components
    if "components" in body:
        components = number_components(copy.deepcopy(body["components"] or []))
    media_errors(components, {each.filename for each in attachments}).raise_if_any()
    resolve_media(embeds, components, attachments)
    if not (
        content
        or any(not is_empty(each) for each in embeds)
        or components
        or attachments
        or message.poll
        or flags & MessageFlags.LOADING
    ):
        raise DiscordError(Failure.EMPTY_MESSAGE)
    message.content, message.embeds, message.components = content, embeds, components
    message.attachments, message.flags = attachments, flags


def _mention(world: World, channel: Channel, message: Message, body: JsonObject, *, may_mention_all: bool) -> None:
    replied_user_id = None
    if message.reference and message.type is MessageType.REPLY:
        answered = channel.messages.get(message.reference.message_id)
        replied_user_id = answered.author.id if answered else None
    message.mentions = find_mentions(
        world,
        channel,
        f"{message.content}\n{component_text(message.components)}",
        allowed=body.get("allowed_mentions"),
        replied_user_id=replied_user_id,
        may_mention_all=may_mention_all,
    )
