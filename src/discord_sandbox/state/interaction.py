"""Interactions: what a user asked of the bot, and how far the bot has answered."""

import asyncio
from dataclasses import dataclass, field
from enum import IntEnum

from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Message
from discord_sandbox.state.user import User
from discord_sandbox.wire import JsonObject

RESPONSE_DEADLINE = 3.0  # seconds, https://discord.com/developers/docs/interactions/receiving-and-responding
TOKEN_LIFETIME = 15 * 60.0


class InteractionType(IntEnum):
    """What the user did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class ResponseType(IntEnum):
    """How the bot answered."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE_MESSAGE = 7
    AUTOCOMPLETE_RESULT = 8
    MODAL = 9


@dataclass(slots=True)
class Interaction:
    """One interaction; times are of the sandbox's monotonic clock.

    ``opened_by`` is the interaction whose modal this one submits. ``answered`` is set by the initial response,
    ``settled`` when there is something to see: a deferred one's message has been filled in, or the response was no
    deferral.
    """

    id: int
    token: str
    type: InteractionType
    user: User
    channel: Channel
    guild_id: int | None
    data: JsonObject
    created: float
    source_message: Message | None = None
    opened_by: "Interaction | None" = None
    response: ResponseType | None = None
    original: Message | None = None
    follow_ups: list[Message] = field(default_factory=list[Message])
    deferred_ephemeral: bool = False
    choices: list[JsonObject] = field(default_factory=list[JsonObject])
    modal: JsonObject | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
