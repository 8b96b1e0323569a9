"""What the control API shows."""

from discord_sandbox.gateway.hub import Gateway
from discord_sandbox.messages.pings import pings_payload
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.payloads.guild import role_payload
from discord_sandbox.payloads.message import message_event_payload
from discord_sandbox.payloads.poll import poll_payload
from discord_sandbox.payloads.user import user_payload
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.guild import Guild
from discord_sandbox.state.interaction import Interaction, InteractionType, ResponseType
from discord_sandbox.state.message import Message, MessageFlags
from discord_sandbox.state.user import User
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

NO_RESPONSE = "The application did not respond"


def message_view(world: World, message: Message) -> JsonObject:
    """Build a message as its event carries it, with whom it pinged."""
    return {**message_event_payload(world, message), "pinged": pings_payload(world, message)}


def interaction_view(world: World, interaction: Interaction) -> JsonObject:
    """Build the view of an interaction: what the user has before them."""
    message = interaction.original
    is_deleted = message is not None and not _exists(interaction.channel, message)
    shown = None if message is None or is_deleted or message.flags & MessageFlags.LOADING else message
    return {
        "id": str(interaction.id),
        "type": InteractionType(interaction.type).name.lower(),
        "response": ResponseType(interaction.response).name.lower() if interaction.response else None,
        "message": message_view(world, shown) if shown else None,
        "ephemeral": bool(message and message.flags & MessageFlags.EPHEMERAL),
        "deferred": interaction.response in (ResponseType.DEFERRED_MESSAGE, ResponseType.DEFERRED_UPDATE),
        "modal": interaction.modal,
        "choices": interaction.choices,
        "follow_ups": [
            message_view(world, each) for each in interaction.follow_ups if _exists(interaction.channel, each)
        ],
        "error": None if interaction.response else NO_RESPONSE,
    }


def messages_view(world: World, channel: Channel, user: User) -> list[JsonObject]:
    """Build the list of messages that a user sees in a channel, oldest first."""
    own = [message for message in channel.ephemerals.values() if message.ephemeral_for == user.id]
    visible = sorted([*channel.messages.values(), *own], key=lambda message: message.id)
    return [_message_for(world, message, user) for message in visible]


def _message_for(world: World, message: Message, user: User) -> JsonObject:
    """Build a message whose reactions' and poll's ``me`` is the user's, not the bot's."""
    payload = message_view(world, message)
    for reaction, shown in zip(message.reactions, payload.get("reactions", []), strict=True):
        shown["me"] = user.id in reaction.user_ids
    if message.poll:
        payload["poll"] = poll_payload(message.poll, user.id)
    return payload


def state_view(world: World, gateway: Gateway) -> JsonObject:
    """Build the overview: the bot's connection, people, servers and addresses."""
    return {
        "bot": {
            **user_payload(world.bot),
            "connected": bool(gateway.connected),
            "shards": [_shard_view(gateway, session.id) for session in gateway.connected],
            "status": world.bot.status,
            "commands": len(world.application.commands),
        },
        "users": [user_payload(user) for user in world.users.values()],
        "guilds": [_guild_view(world, gateway, guild) for guild in world.guilds.values()],
        "api_url": f"{world.url}/api/v10",
        "gateway_url": f"{world.gateway_url}/",
        "cdn_url": world.cdn_url,
        "identifies": len(gateway.identify_limit.records),
    }


def _shard_view(gateway: Gateway, session_id: str) -> JsonObject:
    session = gateway.sessions[session_id]
    identity = session.identity
    return {
        "session_id": session.id,
        "shard_id": identity.shard_id,
        "shard_count": identity.shard_count,
        "intents": int(identity.intents),
        "sequence": session.sequence,
        "presence": session.presence,
    }


def _guild_view(world: World, gateway: Gateway, guild: Guild) -> JsonObject:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "has_bot": world.bot.id in guild.members,
        "shards": gateway.shards_of(guild),
        "members": [
            {"id": str(member.user.id), "nick": member.nick, "roles": [str(role_id) for role_id in member.role_ids]}
            for member in guild.members.values()
        ],
        "roles": [role_payload(role) for role in guild.roles.values()],
        "channels": [channel_payload(world, channel) for channel in guild.channels.values()],
        "threads": [channel_payload(world, channel) for channel in guild.threads.values()],
    }


def _exists(channel: Channel, message: Message) -> bool:
    return message.id in channel.messages or message.id in channel.ephemerals
