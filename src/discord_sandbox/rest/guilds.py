"""Guilds as a whole, and the small lists that hang on them."""

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.guilds.audit import AuditAction, changes_between, log_action
from discord_sandbox.guilds.members import remove_member
from discord_sandbox.payloads.guild import emoji_payload, guild_payload
from discord_sandbox.permissions import Permission, guild_permissions, require_guild
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.event import Event
from discord_sandbox.validation.resources import GUILD, body_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

MAX_GUILD_PAGE = 200


@routes.get("/users/@me/guilds")
async def list_own_guilds(call: Call) -> list[JsonObject]:
    """Return a page of the bot's guilds in the order of their IDs."""
    world = call.world
    limit = call.query_int("limit", MAX_GUILD_PAGE, least=1, most=MAX_GUILD_PAGE)
    before, after = call.query_id("before"), call.query_id("after") or 0
    guild_ids = sorted(each.id for each in world.guilds.values() if world.bot.id in each.members and each.id > after)
    page = [guild_id for guild_id in guild_ids if guild_id < before][-limit:] if before else guild_ids[:limit]
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": guild.icon,
            "banner": None,
            "owner": guild.owner_id == world.bot.id,
            "permissions": str(guild_permissions(guild, guild.members[world.bot.id], world.clock)),
            "features": [],
            "approximate_member_count": len(guild.members),
            "approximate_presence_count": len(guild.members),
        }
        for guild in map(world.guild, page)
    ]


@routes.delete("/users/@me/guilds/{guild_id}")
async def leave_guild(call: Call) -> None:
    """Let the bot leave."""
    guild = call.world.guild(call.id("guild_id"))
    if call.world.bot.id not in guild.members:
        raise DiscordError(Failure.UNKNOWN_GUILD)
    remove_member(call.world, guild, call.world.bot)


@routes.get("/guilds/{guild_id}")
async def get_guild(call: Call) -> JsonObject:
    """Return a guild, with counts when asked."""
    guild = call.world.bot_guild(call.id("guild_id"))
    payload = guild_payload(guild)
    if call.query("with_counts") in {"1", "true"}:
        online = sum(member.user.status != "offline" for member in guild.members.values())
        payload |= {"approximate_member_count": len(guild.members), "approximate_presence_count": online}
    return payload


@routes.patch("/guilds/{guild_id}")
async def edit_guild(call: Call) -> JsonObject:
    """Change a guild's name, description or system channel."""
    guild = require_guild(call.world, call.id("guild_id"), Permission.MANAGE_GUILD)
    body = call.object()
    body_errors(GUILD, body).raise_if_any()
    before = guild_payload(guild)
    guild.name = str(body.get("name") or guild.name)
    if "description" in body:
        guild.description = body["description"]
    if "system_channel_id" in body:
        guild.system_channel_id = int(body["system_channel_id"]) if body["system_channel_id"] else None
    call.world.dispatch(Event("GUILD_UPDATE", guild_payload(guild), guild.id))
    changes = changes_between(before, guild_payload(guild), ("name", "description", "system_channel_id"))
    log_action(call.world, guild.id, AuditAction.GUILD_UPDATE, guild.id, call.reason, changes=changes)
    return guild_payload(guild)


@routes.get("/guilds/{guild_id}/emojis")
async def list_emojis(call: Call) -> list[JsonObject]:
    """Return the custom emojis."""
    return [emoji_payload(emoji) for emoji in call.world.bot_guild(call.id("guild_id")).emojis.values()]


@routes.get("/guilds/{guild_id}/emojis/{emoji_id}")
async def get_emoji(call: Call) -> JsonObject:
    """Return one custom emoji."""
    emoji = call.world.bot_guild(call.id("guild_id")).emojis.get(call.id("emoji_id"))
    if emoji is None:
        raise DiscordError(Failure.UNKNOWN_EMOJI)
    return emoji_payload(emoji)


@routes.get("/guilds/{guild_id}/stickers")
async def list_stickers(call: Call) -> list[JsonObject]:
    """Return the stickers, of which the sandbox's guilds have none."""
    call.world.bot_guild(call.id("guild_id"))
    return []


@routes.get("/guilds/{guild_id}/invites")
async def list_invites(call: Call) -> list[JsonObject]:
    """Return the invites, of which the sandbox's guilds have none."""
    require_guild(call.world, call.id("guild_id"), Permission.MANAGE_GUILD)
    return []
