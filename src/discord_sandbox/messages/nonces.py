"""``enforce_nonce``: a request that is sent twice makes one message.

Discord's documentation, "Create Message": among one author's messages of the past few minutes the same nonce returns
the first message; when that has been deleted meanwhile, the request fails instead of sending it anew.
"""

from datetime import timedelta

from discord_sandbox.state.channel import Channel
from discord_sandbox.state.message import Message, SentNonce
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

NONCE_WINDOW = timedelta(minutes=5)


def find_sent(world: World, author_id: int, body: JsonObject) -> Message | None:
    """Return the message that this body repeats, None for a new one; raises Unknown Message for a deleted one."""
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    _forget_old(world)
    sent = world.nonces.get((author_id, str(nonce)))
    return world.message(sent.channel_id, sent.message_id) if sent else None


def remember(world: World, channel: Channel, message: Message) -> None:
    """Remember the nonce of a message that was sent."""
    if message.nonce is not None:
        world.nonces[message.author.id, str(message.nonce)] = SentNonce(message.id, channel.id, message.sent_at)


def _forget_old(world: World) -> None:
    since = world.clock.now() - NONCE_WINDOW
    for key, sent in list(world.nonces.items()):
        if sent.at >= since:
            return
        del world.nonces[key]
