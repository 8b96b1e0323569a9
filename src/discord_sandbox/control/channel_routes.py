"""Channels and threads as a test sets them up, where nobody's permissions are asked; and threads that users start."""

from discord_sandbox.control.lookup import find_channel, find_guild, find_message, find_role, find_user
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.channels import announce_channel, apply_channel_fields, delete_channel, make_channel
from discord_sandbox.guilds.threads import change_thread, delete_thread, start_thread
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.permissions import Permission, permissions_in
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel, ChannelType, Overwrite
from discord_sandbox.state.guild import Guild
from discord_sandbox.validation.resources import CHANNEL, NEW_CHANNEL, NEW_THREAD, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

_ROLE, _MEMBER = 0, 1


@routes.post("/guilds/{guild}/channels")
async def add_channel(call: Call) -> JsonObject:
    """Add a channel, of text unless ``type`` says otherwise."""
    guild, body = find_guild(call.world, call.text("guild")), call.object()
    body_errors(NEW_CHANNEL, body).raise_if_any()
    return channel_payload(call.world, make_channel(call.world, guild, body))


@routes.delete("/channels")
async def remove_channel(call: Call) -> None:
    """Delete a server's ``channel`` or thread."""
    channel, guild = _guild_channel(call)
    if channel.thread:
        delete_thread(call.world, guild, channel)
    else:
        delete_channel(call.world, guild, channel)


@routes.post("/users/{user}/threads")
async def start(call: Call) -> JsonObject:
    """Start a thread ``name`` in a ``channel`` as a user: from a ``message``, or without one, ``private`` or not."""
    body, user = call.object(), find_user(call.world, call.text("user"))
    parent = find_channel(call.world, body["channel"], user)
    message = find_message(parent, body["message"], user) if body.get("message") else None
    is_private = bool(body.get("private"))
    needed = Permission.CREATE_PRIVATE_THREADS if is_private else Permission.CREATE_PUBLIC_THREADS
    if parent.thread or not permissions_in(call.world, parent, user.id) & needed:
        raise DiscordError(Failure.MISSING_PERMISSIONS)
    kind = ChannelType.PRIVATE_THREAD if is_private else ChannelType.PUBLIC_THREAD
    plan: JsonObject = {"name": body["name"], "type": int(kind)}
    body_errors(NEW_THREAD, plan).raise_if_any()
    return channel_payload(call.world, start_thread(call.world, parent, user, plan, message))


@routes.patch("/threads")
async def edit_thread(call: Call) -> JsonObject:
    """Make a ``thread`` ``archived`` or ``locked``, or not; what the body leaves out stays."""
    body = call.object()
    channel = find_channel(call.world, body["thread"])
    if channel.thread is None:
        raise Refusal("not_a_thread", f"{channel.name} is no thread.")
    change = {name: body[name] for name in ("archived", "locked") if body.get(name) is not None}
    change_thread(call.world, channel, channel.thread, change)
    return channel_payload(call.world, channel)


@routes.put("/slowmode")
async def set_slowmode(call: Call) -> None:
    """Let people wait so many ``seconds`` between two messages in a ``channel``; 0 ends it."""
    channel, _ = _guild_channel(call)
    change: JsonObject = {"rate_limit_per_user": call.object()["seconds"]}
    body_errors(CHANNEL, change).raise_if_any()
    apply_channel_fields(channel, change)
    announce_channel(call.world, channel, "CHANNEL_UPDATE")


@routes.put("/overwrites")
async def set_overwrite(call: Call) -> None:
    """Say what a ``role`` or ``member`` may do in a ``channel`` that differs; nothing: no overwrite."""
    body = call.object()
    channel, guild = _guild_channel(call)
    if body.get("role") is not None:
        kind, target_id = _ROLE, find_role(guild, body["role"]).id
    else:
        kind, target_id = _MEMBER, find_user(call.world, body["member"]).id
    overwrite = Overwrite(target_id, kind, int(body.get("allow") or 0), int(body.get("deny") or 0))
    if overwrite.allow or overwrite.deny:
        channel.overwrites[target_id] = overwrite
    else:
        channel.overwrites.pop(target_id, None)
    announce_channel(call.world, channel, "CHANNEL_UPDATE")


def _guild_channel(call: Call) -> tuple[Channel, Guild]:
    channel = find_channel(call.world, call.object()["channel"])
    return channel, find_guild(call.world, channel.guild_id)
