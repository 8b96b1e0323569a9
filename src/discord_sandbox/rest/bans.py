"""Bans of a guild."""

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.members import ban_user, unban_user
from discord_sandbox.payloads.user import user_payload
from discord_sandbox.permissions import Permission, outranks, require_guild
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.guild import Ban, Guild
from discord_sandbox.state.user import User
from discord_sandbox.validation.resources import BAN, BULK_BAN, DELETE_SECONDS_MAX, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

MAX_PAGE = 1000
SECONDS_PER_DAY = 86_400


@routes.get("/guilds/{guild_id}/bans")
async def list_bans(call: Call) -> list[JsonObject]:
    """Return a page of bans in the order of user IDs."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.BAN_MEMBERS)
    limit = call.query_int("limit", MAX_PAGE, least=1, most=MAX_PAGE)
    before, after = call.query_id("before"), call.query_id("after") or 0
    user_ids = [user_id for user_id in sorted(guild.bans) if after < user_id]
    if before:
        user_ids = [user_id for user_id in user_ids if user_id < before][-limit:]
    return [_ban_payload(guild.bans[user_id]) for user_id in user_ids[:limit]]


@routes.get("/guilds/{guild_id}/bans/{user_id}")
async def get_ban(call: Call) -> JsonObject:
    """Return one ban."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.BAN_MEMBERS)
    return _ban_payload(_ban_of(guild, call.id("user_id")))


@routes.put("/guilds/{guild_id}/bans/{user_id}")
async def create_ban(call: Call) -> None:
    """Ban a user; discord.py sends how much to delete in the query, others in the body."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.BAN_MEMBERS)
    body = call.object()
    body_errors(BAN, body).raise_if_any()
    seconds = body.get("delete_message_seconds") or SECONDS_PER_DAY * (body.get("delete_message_days") or 0)
    seconds = call.query_int("delete_message_seconds", int(seconds), least=0, most=DELETE_SECONDS_MAX)
    user = call.world.user(call.id("user_id"))
    if not _may_ban(call, guild, user):
        raise DiscordError(Failure.MISSING_PERMISSIONS)
    ban_user(call.world, guild, user, call.reason, delete_seconds=seconds)


@routes.post("/guilds/{guild_id}/bulk-ban")
async def create_bulk_ban(call: Call) -> JsonObject:
    """Ban up to 200 users; those who cannot be banned are named, and it is an error when that is all of them."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.BAN_MEMBERS | Permission.MANAGE_GUILD)
    body = call.object()
    body_errors(BULK_BAN, body).raise_if_any()
    wanted = [int(user_id) for user_id in body["user_ids"]]
    users = [call.world.users[user_id] for user_id in wanted if user_id in call.world.users]
    bannable = [user for user in users if user.id not in guild.bans and _may_ban(call, guild, user)]
    if not bannable:
        raise DiscordError(Failure.BULK_BAN_FAILED)
    for user in bannable:
        seconds = int(body.get("delete_message_seconds") or 0)
        ban_user(call.world, guild, user, call.reason, delete_seconds=seconds)
    banned = {user.id for user in bannable}
    return {
        "banned_users": [str(user_id) for user_id in wanted if user_id in banned],
        "failed_users": [str(user_id) for user_id in wanted if user_id not in banned],
    }


@routes.delete("/guilds/{guild_id}/bans/{user_id}")
async def remove_ban(call: Call) -> None:
    """Lift a ban."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.BAN_MEMBERS)
    unban_user(call.world, guild, _ban_of(guild, call.id("user_id")).user, call.reason)


def _may_ban(call: Call, guild: Guild, user: User) -> bool:
    member = guild.members.get(user.id)
    return member is None or outranks(guild, guild.members[call.world.bot.id], member)


def _ban_of(guild: Guild, user_id: int) -> Ban:
    if user_id not in guild.bans:
        raise DiscordError(Failure.UNKNOWN_BAN)
    return guild.bans[user_id]


def _ban_payload(ban: Ban) -> JsonObject:
    return {"user": user_payload(ban.user), "reason": ban.reason}
