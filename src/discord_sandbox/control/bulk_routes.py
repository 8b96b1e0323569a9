"""What nobody does by hand: messages and members by the thousand, and messages of webhooks."""

import asyncio
from datetime import timedelta
from typing import cast

from discord_sandbox.control.lookup import find_channel, find_guild, find_user
from discord_sandbox.control.message_routes import begin_draft, read_content
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.views import message_view
from discord_sandbox.guilds.crowd import add_crowd
from discord_sandbox.messages.old import place_old_message
from discord_sandbox.messages.post import Draft, post_message
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.snowflake import seeded_snowflake
from discord_sandbox.state.user import User
from discord_sandbox.wire import JsonObject

routes = RouteTable()

MAX_COUNT = 100_000
# Frames that may wait for a bot before the next message is written: enough that it never has to wait for us.
MAX_BACKLOG = 200
PAUSE_SECONDS = 0.001


@routes.post("/webhook_messages")
async def send_as_webhook(call: Call) -> JsonObject:
    """Send a message as a webhook of that ``name``, one for each channel and name."""
    body, world = call.object(), call.world
    channel, name = find_channel(world, body["channel"]), str(body["name"])
    seed = seeded_snowflake(str(channel.id), name)
    webhook = world.users.setdefault(seed, User(seed, name, bot=True))
    draft = Draft(webhook, {"content": read_content(body)}, webhook_id=webhook.id)
    return message_view(world, post_message(world, channel, draft))


@routes.post("/bulk_messages")
async def send_many(call: Call) -> JsonObject:
    """Let ``users`` write ``count`` messages into ``channels``, by turns, as fast as the bot's connections take them.

    The first user writes, then the next; after each round they go to the next channel. ``{number}`` in ``content`` is
    the message's own, from 1. With ``age_days`` they were written so long ago, and the bot hears of none.
    """
    body, world = call.object(), call.world
    users = [find_user(world, name) for name in cast("list[str]", body["users"])]
    channels = [find_channel(world, name) for name in cast("list[str]", body["channels"])]
    count, content = int(body["count"]), str(body.get("content") or "message {number}")
    if not users or not channels or not 1 <= count <= MAX_COUNT:
        raise Refusal("out_of_range", f"At least one user and channel, and 1 to {MAX_COUNT} messages.")
    began = asyncio.get_running_loop().time()
    age = timedelta(days=float(body.get("age_days") or 0))
    message_ids: list[str] = []
    for number in range(count):
        channel = channels[number // len(users) % len(channels)]
        text = content.replace("{number}", str(number + 1))
        draft = begin_draft(world, channel, users[number % len(users)], text)
        message = place_old_message(world, channel, draft, age) if age else post_message(world, channel, draft)
        message_ids.append(str(message.id))
        await _keep_pace(call)
    return {"seconds": asyncio.get_running_loop().time() - began, "message_ids": message_ids}


@routes.post("/guilds/{guild}/members")
async def add_members(call: Call) -> list[str]:
    """Let ``count`` users join a server, named ``prefix`` and a number from 1; returns their names."""
    body, guild = call.object(), find_guild(call.world, call.text("guild"))
    count, prefix = int(body["count"]), str(body.get("prefix") or "crowd")
    if not 1 <= count <= MAX_COUNT:
        raise Refusal("out_of_range", f"1 to {MAX_COUNT} members.")
    names: list[str] = []
    for member in add_crowd(call.world, guild, prefix, count):
        names.append(member.user.username)
        await _keep_pace(call)
    return names


async def _keep_pace(call: Call) -> None:
    """Let others have their turn, and wait while a bot's connection has more frames than it takes."""
    await asyncio.sleep(0)
    while call.gateway.backlog > MAX_BACKLOG:  # noqa: ASYNC110 (nothing tells when a queue gets shorter)
        await asyncio.sleep(PAUSE_SECONDS)
