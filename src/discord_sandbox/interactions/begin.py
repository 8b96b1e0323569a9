"""Sending an interaction to the bot."""

import base64
import secrets
from dataclasses import dataclass

from discord_sandbox.payloads.interaction import interaction_payload
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.event import Event
from discord_sandbox.state.interaction import TOKEN_LIFETIME, Interaction, InteractionType
from discord_sandbox.state.message import Message
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

# Every interaction token begins so, which tells its webhook routes from those of ordinary webhooks.
TOKEN_PREFIX = base64.b64encode(b"interaction:").decode()


@dataclass(frozen=True, slots=True)
class Act:
    """What a user does to the bot, before it is sent."""

    type: InteractionType
    user: User
    channel: Channel
    data: JsonObject
    source_message: Message | None = None
    opened_by: Interaction | None = None


def begin_interaction(world: World, act: Act) -> Interaction:
    """Make an interaction of a user's act and dispatch it to the bot."""
    interaction = Interaction(
        id=world.snowflakes.next(),
        token=TOKEN_PREFIX + secrets.token_urlsafe(48),
        type=act.type,
        user=act.user,
        channel=act.channel,
        guild_id=act.channel.guild_id,
        data=act.data,
        created=world.clock.monotonic(),
        source_message=act.source_message,
        opened_by=act.opened_by,
    )
    _forget_expired(world)
    world.interactions[interaction.id] = interaction
    payload = interaction_payload(world, interaction)
    audience = frozenset({world.bot.id})
    world.dispatch(Event("INTERACTION_CREATE", payload, interaction.guild_id, act.channel.id, audience))
    return interaction


def _forget_expired(world: World) -> None:
    oldest = world.clock.monotonic() - TOKEN_LIFETIME
    for interaction in list(world.interactions.values()):
        if interaction.created >= oldest:
            return
        del world.interactions[interaction.id]
