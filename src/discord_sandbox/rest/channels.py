"""Channels: look up, make, change, delete, and who may do what in them."""

from discord_sandbox.errors import DiscordError, Failure, InvalidForm
from discord_sandbox.guilds.audit import AuditAction, changes_between, log_action
from discord_sandbox.guilds.channels import (
    MAX_CHANNELS,
    announce_channel,
    apply_channel_fields,
    delete_channel,
    make_channel,
    read_overwrite,
)
from discord_sandbox.payloads.channel import channel_payload
from discord_sandbox.permissions import Permission, guild_permissions, permissions_in, require_channel, require_guild
from discord_sandbox.rest.call import Call, Reply
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.rest.threads import edit_thread, remove_thread
from discord_sandbox.state.channel import Channel, ChannelType, Overwrite
from discord_sandbox.state.guild import Guild
from discord_sandbox.validation.resources import CHANNEL, NEW_CHANNEL, OVERWRITE, POSITIONS, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

# What of a channel an audit-log entry tells.
TOLD = ("name", "type", "topic", "nsfw", "rate_limit_per_user", "bitrate", "user_limit")


@routes.get("/guilds/{guild_id}/channels")
async def list_channels(call: Call) -> list[JsonObject]:
    """Return all channels of a guild."""
    guild = call.world.bot_guild(call.id("guild_id"))
    return [channel_payload(call.world, channel) for channel in guild.channels.values()]


@routes.post("/guilds/{guild_id}/channels")
async def create_channel(call: Call) -> Reply:
    """Make a channel."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.MANAGE_CHANNELS)
    body = call.object()
    body_errors(NEW_CHANNEL, body).raise_if_any()
    _require_category(guild, body)
    _require_own_permissions(body, guild_permissions(guild, guild.members[call.world.bot.id], call.world.clock))
    if len(guild.channels) >= MAX_CHANNELS:
        raise DiscordError(Failure.TOO_MANY_CHANNELS)
    channel = make_channel(call.world, guild, body)
    payload = channel_payload(call.world, channel)
    changes = changes_between({}, payload, TOLD)
    log_action(call.world, guild.id, AuditAction.CHANNEL_CREATE, channel.id, call.reason, changes=changes)
    return Reply(201, payload)


@routes.patch("/guilds/{guild_id}/channels")
async def move_channels(call: Call) -> None:
    """Change positions and parents; all of them or none."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.MANAGE_CHANNELS)
    body = call.items()
    body_errors(POSITIONS, body).raise_if_any()
    moved: list[tuple[Channel, JsonObject]] = []
    for each in body:
        if int(each["id"]) not in guild.channels:
            raise DiscordError(Failure.UNKNOWN_CHANNEL)
        _require_category(guild, each)
        moved.append((guild.channels[int(each["id"])], each))
    for channel, change in moved:
        apply_channel_fields(channel, {key: change[key] for key in ("position", "parent_id") if key in change})
        announce_channel(call.world, channel, "CHANNEL_UPDATE")


@routes.get("/channels/{channel_id}")
async def get_channel(call: Call) -> JsonObject:
    """Return a channel that the bot sees."""
    return channel_payload(call.world, require_channel(call.world, call.id("channel_id")))


@routes.patch("/channels/{channel_id}")
async def edit_channel(call: Call) -> JsonObject:
    """Change a channel or thread; a channel's overwrites need Manage Roles besides."""
    channel = require_channel(call.world, call.id("channel_id"))
    if channel.thread:
        return edit_thread(call, channel, channel.thread)
    require_channel(call.world, channel.id, Permission.MANAGE_CHANNELS)
    body = call.object()
    body_errors(CHANNEL, body).raise_if_any()
    guild = _guild_of(call, channel)
    _require_category(guild, body)
    if body.get("permission_overwrites") is not None:
        require_channel(call.world, channel.id, Permission.MANAGE_ROLES)
        _require_own_permissions(body, permissions_in(call.world, channel, call.world.bot.id), channel)
    before = channel_payload(call.world, channel)
    apply_channel_fields(channel, body)
    announce_channel(call.world, channel, "CHANNEL_UPDATE")
    after = channel_payload(call.world, channel)
    changes = changes_between(before, after, TOLD)
    log_action(call.world, guild.id, AuditAction.CHANNEL_UPDATE, channel.id, call.reason, changes=changes)
    return after


@routes.delete("/channels/{channel_id}")
async def remove_channel(call: Call) -> JsonObject:
    """Delete a guild's channel or thread; direct messages are only closed."""
    channel = call.world.channel(call.id("channel_id"))
    payload = channel_payload(call.world, channel)
    if channel.is_dm:
        return payload
    if channel.thread:
        return remove_thread(call, channel)
    require_channel(call.world, channel.id, Permission.MANAGE_CHANNELS)
    guild = _guild_of(call, channel)
    delete_channel(call.world, guild, channel)
    changes = changes_between(payload, {}, TOLD)
    log_action(call.world, guild.id, AuditAction.CHANNEL_DELETE, channel.id, call.reason, changes=changes)
    return payload


@routes.put("/channels/{channel_id}/permissions/{overwrite_id}")
async def set_overwrite(call: Call) -> None:
    """Say what a role or member may do differently here; only what the bot may do itself."""
    channel = require_channel(call.world, call.id("channel_id"), Permission.MANAGE_ROLES)
    body = call.object()
    body_errors(OVERWRITE, body).raise_if_any()
    overwrite = read_overwrite(call.id("overwrite_id"), body)
    before = channel.overwrites.get(overwrite.id)
    changed = (overwrite.allow | overwrite.deny) & ~((before.allow | before.deny) if before else 0)
    if changed & ~permissions_in(call.world, channel, call.world.bot.id):
        raise DiscordError(Failure.MISSING_PERMISSIONS)
    action = AuditAction.OVERWRITE_UPDATE if before else AuditAction.OVERWRITE_CREATE
    channel.overwrites[overwrite.id] = overwrite
    _overwrites_changed(call, channel, action, overwrite)


@routes.delete("/channels/{channel_id}/permissions/{overwrite_id}")
async def remove_overwrite(call: Call) -> None:
    """Take an overwrite away."""
    channel = require_channel(call.world, call.id("channel_id"), Permission.MANAGE_ROLES)
    overwrite = channel.overwrites.pop(call.id("overwrite_id"), None)
    if overwrite is None:
        raise DiscordError(Failure.UNKNOWN_OVERWRITE)
    _overwrites_changed(call, channel, AuditAction.OVERWRITE_DELETE, overwrite)


def _overwrites_changed(call: Call, channel: Channel, action: AuditAction, overwrite: Overwrite) -> None:
    announce_channel(call.world, channel, "CHANNEL_UPDATE")
    guild = _guild_of(call, channel)
    options = {"id": str(overwrite.id), "type": str(overwrite.kind)}
    if overwrite.id in guild.roles:
        options["role_name"] = guild.roles[overwrite.id].name
    log_action(call.world, guild.id, action, channel.id, call.reason, options=options)


def _require_own_permissions(body: JsonObject, own: int, channel: Channel | None = None) -> None:
    """Raise where a body's overwrites allow or deny, other than before, what the bot may not do itself."""
    wanted: list[JsonObject] = body.get("permission_overwrites") or []
    for each in wanted:
        overwrite = read_overwrite(int(each["id"]), each)
        before = channel.overwrites.get(overwrite.id) if channel else None
        if (overwrite.allow | overwrite.deny) & ~((before.allow | before.deny) if before else 0) & ~own:
            raise DiscordError(Failure.MISSING_PERMISSIONS)


def _guild_of(call: Call, channel: Channel) -> Guild:
    if channel.guild_id is None:
        raise DiscordError(Failure.NOT_IN_DM)
    return call.world.guild(channel.guild_id)


def _require_category(guild: Guild, body: JsonObject) -> None:
    if not body.get("parent_id"):
        return
    parent = guild.channels.get(int(body["parent_id"]))
    if parent is None:
        raise InvalidForm({"parent_id": ("CHANNEL_PARENT_INVALID", "Category does not exist")})
    if parent.type is not ChannelType.CATEGORY:
        raise InvalidForm({"parent_id": ("CHANNEL_PARENT_INVALID_TYPE", "Not a category")})
