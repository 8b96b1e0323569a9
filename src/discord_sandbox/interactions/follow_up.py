"""What the bot says after its initial response, through the interaction's token."""

import secrets

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.interactions.respond import origin_of
from discord_sandbox.messages.post import Draft, delete_message, edit_message, post_message
from discord_sandbox.messages.upload import Upload
from discord_sandbox.state.interaction import TOKEN_LIFETIME, Interaction
from discord_sandbox.state.message import Message, MessageFlags, MessageReference, MessageType
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject


def answered_interaction(world: World, application_id: int, token: str) -> Interaction:
    """Return the answered interaction of a token; raises Unknown Webhook, or Invalid Webhook Token after 15 minutes."""
    if application_id != world.application.id:
        raise DiscordError(Failure.UNKNOWN_WEBHOOK)
    for interaction in world.interactions.values():
        if secrets.compare_digest(interaction.token, token):
            break
    else:
        raise DiscordError(Failure.INVALID_WEBHOOK_TOKEN)
    if world.clock.monotonic() - interaction.created > TOKEN_LIFETIME:
        raise DiscordError(Failure.INVALID_WEBHOOK_TOKEN)
    if interaction.response is None:
        raise DiscordError(Failure.UNKNOWN_WEBHOOK)
    return interaction


def find_message(interaction: Interaction, which: str) -> Message:
    """Return the ``@original`` message or the follow-up of that ID; raises Unknown Message."""
    original = interaction.original
    candidates = interaction.follow_ups if original is None else [original, *interaction.follow_ups]
    for message in candidates:
        if str(message.id) == which or (which == "@original" and message is original):
            channel = interaction.channel
            if message.id in channel.messages or message.id in channel.ephemerals:
                return message
    raise DiscordError(Failure.UNKNOWN_MESSAGE)


def send_follow_up(world: World, interaction: Interaction, body: JsonObject, uploads: dict[int, Upload]) -> Message:
    """Send a follow-up. The first one after a deferral fills in the deferred message, ephemeral as that one is."""
    original = interaction.original
    if original and original.flags & MessageFlags.LOADING:
        return edit_follow_up(world, interaction, original, body, uploads)
    ephemeral = bool(int(body.get("flags") or 0) & MessageFlags.EPHEMERAL)
    draft = Draft(
        world.bot,
        body,
        uploads,
        MessageType.REPLY if original else MessageType.DEFAULT,
        MessageReference(original.id, original.channel_id, original.guild_id) if original else None,
        origin_of(world, interaction, follow_up=True),
        interaction.user.id if ephemeral else None,
        world.application.id,
    )
    message = post_message(world, interaction.channel, draft)
    interaction.follow_ups.append(message)
    return message


def edit_follow_up(
    world: World, interaction: Interaction, message: Message, body: JsonObject, uploads: dict[int, Upload]
) -> Message:
    """Edit the original or a follow-up; the first edit of a deferred message is its sending."""
    was_loading = bool(message.flags & MessageFlags.LOADING)
    edit_message(world, interaction.channel, message, body, uploads)
    if was_loading:
        message.edited_at = None
        interaction.settled.set()
    return message


def delete_follow_up(world: World, interaction: Interaction, message: Message) -> None:
    """Delete the original or a follow-up."""
    delete_message(world, interaction.channel, message)
    interaction.settled.set()
