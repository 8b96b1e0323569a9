"""Messages as Discord sends them."""

from discord_sandbox.clock import isoformat
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.payloads.poll import poll_payload
from discord_sandbox.payloads.user import partial_member_payload, user_payload
from discord_sandbox.state.message import Attachment, InteractionOrigin, Message, MessageFlags, Reaction
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def attachment_payload(attachment: Attachment) -> JsonObject:
    """Build an attachment."""
    payload: JsonObject = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.data),
        "url": attachment.url,
        "proxy_url": attachment.url,
        "content_type": attachment.content_type,
    }
    if attachment.description is not None:
        payload["description"] = attachment.description
    if attachment.width is not None:
        payload |= {"width": attachment.width, "height": attachment.height}
    return payload


def message_payload(world: World, message: Message, *, with_reference: bool = True) -> JsonObject:
    """Build a message object as REST returns it; a reply carries the message it answers."""
    payload: JsonObject = {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "type": int(message.type),
        "author": user_payload(message.author),
        "content": message.content,
        "timestamp": isoformat(message.sent_at),
        "edited_timestamp": isoformat(message.edited_at) if message.edited_at else None,
        "tts": message.tts,
        "mention_everyone": message.mentions.everyone,
        "mentions": [_mention(world, message, user_id) for user_id in message.mentions.user_ids],
        "mention_roles": [str(role_id) for role_id in message.mentions.role_ids],
        "attachments": [attachment_payload(each) for each in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": message.pinned_at is not None,
        "flags": message.flags,
    }
    if message.flags & MessageFlags.SUPPRESS_EMBEDS:
        payload["embeds"] = []
    if message.reactions:
        payload["reactions"] = [_reaction(world, each) for each in message.reactions]
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    if message.poll is not None:
        payload["poll"] = poll_payload(message.poll, world.bot.id)
    if message.webhook_id:
        payload["webhook_id"] = str(message.webhook_id)
    if message.webhook_id == world.application.id:
        payload["application_id"] = str(message.webhook_id)
    if message.origin:
        payload["interaction_metadata"] = _origin(message.origin)
    if message.flags & MessageFlags.HAS_THREAD and message.id in world.channels:
        payload["thread"] = channel_payload(world, world.channels[message.id])
    if message.reference:
        payload |= _reference(world, message, with_reference=with_reference)
    return payload


def message_event_payload(world: World, message: Message) -> JsonObject:
    """Build the data of ``MESSAGE_CREATE`` and ``MESSAGE_UPDATE``: with guild and the author's membership."""
    payload = message_payload(world, message)
    payload["channel_type"] = int(world.channel(message.channel_id).type)
    if message.guild_id:
        payload["guild_id"] = str(message.guild_id)
        member = world.guild(message.guild_id).members.get(message.author.id)
        if member:
            payload["member"] = partial_member_payload(member)
    return payload


def _mention(world: World, message: Message, user_id: int) -> JsonObject:
    payload = user_payload(world.user(user_id))
    if message.guild_id:
        member = world.guild(message.guild_id).members.get(user_id)
        if member:
            payload["member"] = partial_member_payload(member)
    return payload


def _reaction(world: World, reaction: Reaction) -> JsonObject:
    count = len(reaction.user_ids)
    return {
        "emoji": reaction.emoji,
        "count": count,
        "count_details": {"burst": 0, "normal": count},
        "burst_colors": [],
        "me_burst": False,
        "burst_me": False,
        "me": world.bot.id in reaction.user_ids,
        "burst_count": 0,
    }


def _origin(origin: InteractionOrigin) -> JsonObject:
    payload: JsonObject = {
        "id": str(origin.id),
        "type": origin.type,
        "user": user_payload(origin.user),
        "authorizing_integration_owners": {},
    }
    if origin.name:
        payload["name"] = origin.name
        payload["command_type"] = origin.command_type
    if origin.original_message_id:
        payload["original_response_message_id"] = str(origin.original_message_id)
    if origin.component_message_id:
        payload["interacted_message_id"] = str(origin.component_message_id)
    if origin.opened_by:
        payload["triggering_interaction_metadata"] = _origin(origin.opened_by)
    return payload


def _reference(world: World, message: Message, *, with_reference: bool) -> JsonObject:
    reference = message.reference
    if reference is None:
        return {}
    pointer = {"type": 0, "message_id": str(reference.message_id), "channel_id": str(reference.channel_id)}
    if reference.guild_id:
        pointer["guild_id"] = str(reference.guild_id)
    if not with_reference:
        return {"message_reference": pointer}
    channel = world.channels.get(reference.channel_id)
    answered = channel.messages.get(reference.message_id) if channel else None
    referenced = message_payload(world, answered, with_reference=False) if answered else None
    return {"message_reference": pointer, "referenced_message": referenced}
