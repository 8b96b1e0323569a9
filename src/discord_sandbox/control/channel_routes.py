"""Channels as a test sets them up. Nobody's permissions are asked."""

from discord_sandbox.control.lookup import find_channel, find_guild, find_role, find_user
from discord_sandbox.guilds.channels import announce_channel, apply_channel_fields, delete_channel, make_channel
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.channel import Channel, Overwrite
from discord_sandbox.state.guild import Guild
from discord_sandbox.validation.resources import CHANNEL, NEW_CHANNEL, body_errors
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
    """Delete a server's ``channel``."""
    channel, guild = _guild_channel(call)
    delete_channel(call.world, guild, channel)


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
