"""Interactions as Discord sends them, and the answer to a callback that asks for one."""

from discord_sandbox.messages.attachments import MAX_FILE_BYTES
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.payloads.message import message_payload
from discord_sandbox.payloads.user import member_payload, user_payload
from discord_sandbox.permissions import permissions_in
from discord_sandbox.state.interaction import Interaction, ResponseType
from discord_sandbox.state.message import MessageFlags
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def interaction_payload(world: World, interaction: Interaction) -> JsonObject:
    """Build the data of ``INTERACTION_CREATE``."""
    channel, user = interaction.channel, interaction.user
    permissions = permissions_in(world, channel, user.id)
    payload: JsonObject = {
        "id": str(interaction.id),
        "application_id": str(world.application.id),
        "type": int(interaction.type),
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": {**channel_payload(world, channel), "permissions": str(permissions)},
        "token": interaction.token,
        "version": 1,
        "app_permissions": str(permissions_in(world, channel, world.bot.id)),
        "locale": user.locale,
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(interaction.guild_id or 0)},
        "context": 0 if interaction.guild_id else 1,
        "attachment_size_limit": MAX_FILE_BYTES,
    }
    if interaction.guild_id:
        guild = world.guild(interaction.guild_id)
        member = member_payload(world.member(guild.id, user.id))
        payload |= {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": {**member, "permissions": str(permissions)},
        }
    else:
        payload["user"] = user_payload(user)
    if interaction.source_message:
        payload["message"] = message_payload(world, interaction.source_message)
    return payload


def callback_payload(world: World, interaction: Interaction) -> JsonObject:
    """Build the body of a callback with ``with_response=true``."""
    message = interaction.original
    described: JsonObject = {
        "id": str(interaction.id),
        "type": int(interaction.type),
        "response_message_loading": bool(message and message.flags & MessageFlags.LOADING),
        "response_message_ephemeral": bool(message and message.flags & MessageFlags.EPHEMERAL),
        "channel_id": str(interaction.channel.id),
    }
    if interaction.guild_id:
        described["guild_id"] = str(interaction.guild_id)
    payload: JsonObject = {"interaction": described}
    if message:
        described["response_message_id"] = str(message.id)
    kind = interaction.response
    if message and (kind is ResponseType.MESSAGE or kind is ResponseType.UPDATE_MESSAGE):
        payload["resource"] = {"type": int(kind), "message": message_payload(world, message)}
    return payload
