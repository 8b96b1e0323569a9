"""Messages that were there before anybody looked."""

from datetime import timedelta

from discord_sandbox.messages.post import Draft
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Message
from discord_sandbox.state.world import World


def place_old_message(world: World, channel: Channel, draft: Draft, age: timedelta) -> Message:
    """Put a message of so long ago among the channel's others; nobody hears of it, as it was there all the time."""
    sent_at = world.clock.now() - age
    message = Message(
        world.snowflakes.past(sent_at), channel.id, channel.guild_id, draft.author, sent_at, str(draft.body["content"])
    )
    newer = [each for each in channel.messages.values() if each.id > message.id]
    for each in newer:
        del channel.messages[each.id]
    channel.messages[message.id] = message
    channel.messages.update({each.id: each for each in newer})
    channel.last_message_id = next(reversed(channel.messages))
    return message
