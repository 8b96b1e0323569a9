"""Looking at the world and changing it: state, time, servers, members, connections."""

from typing import cast

from discord_sandbox.control.keys import BUILDER, REST
from discord_sandbox.control.lookup import find_guild, find_role, find_user
from discord_sandbox.control.overview import overview
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.views import state_view
from discord_sandbox.guilds import members
from discord_sandbox.payloads.application import command_payload
from discord_sandbox.payloads.guild import guild_create_payload, guild_payload
from discord_sandbox.payloads.user import member_payload
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.event import Event
from discord_sandbox.state.user import User
from discord_sandbox.wire import JsonObject

routes = RouteTable()

DROPS = ("close", "reconnect", "invalidate")


@routes.get("/state")
async def state(call: Call) -> JsonObject:
    """Return the bot's connection, people and servers."""
    return state_view(call.world, call.gateway)


@routes.get("/users/{user}/overview")
async def user_overview(call: Call) -> JsonObject:
    """Return the servers, channels and people that a user sees."""
    return overview(call.world, call.gateway, find_user(call.world, call.text("user")))


@routes.get("/commands")
async def all_commands(call: Call) -> list[JsonObject]:
    """Return every registered command."""
    application = call.world.application
    return [command_payload(application, command) for command in application.commands.values()]


@routes.get("/requests")
async def requests(call: Call) -> JsonObject:
    """Return how often the bot called each route; an unknown one begins with 501."""
    return dict(call.request.app[REST].requests)


@routes.post("/clock")
async def advance(call: Call) -> JsonObject:
    """Skip ``advance`` seconds of the sandbox's time."""
    call.world.clock.advance(float(call.object()["advance"]))
    return {"now": call.world.clock.now().isoformat()}


@routes.post("/gateway/drop")
async def drop(call: Call) -> JsonObject:
    """Disturb the bot's gateway connections; ``how`` is close, reconnect or invalidate."""
    body = call.object()
    how = str(body.get("how", "close"))
    if how not in DROPS:
        raise Refusal("how_unknown", f"how is one of {', '.join(DROPS)}.")
    return {"dropped": call.gateway.drop(body.get("shard"), how=how)}


@routes.post("/guilds")
async def found(call: Call) -> JsonObject:
    """Add a server; the bot is in it unless ``bot`` is false."""
    body = call.object()
    with_bot = bool(body.get("bot", True))
    owner = find_user(call.world, body.get("owner", "owner"))
    guild = call.request.app[BUILDER].add_guild(str(body["name"]), owner, with_bot=with_bot)
    if with_bot:
        call.world.dispatch(Event("GUILD_CREATE", guild_create_payload(call.world, guild), guild.id))
    return guild_payload(guild)


@routes.put("/guilds/{guild}/bot")
async def add_bot(call: Call) -> None:
    """Invite the bot into a server."""
    members.add_member(call.world, find_guild(call.world, call.text("guild")), call.world.bot)


@routes.delete("/guilds/{guild}/bot")
async def remove_bot(call: Call) -> None:
    """Remove the bot from a server."""
    members.remove_member(call.world, find_guild(call.world, call.text("guild")), call.world.bot)


@routes.put("/guilds/{guild}/members/{user}")
async def add_member(call: Call) -> JsonObject:
    """Let a user into a server, a new one if nobody has that name; ``roles`` by name."""
    guild, body = find_guild(call.world, call.text("guild")), call.object()
    roles = [find_role(guild, name).id for name in cast("list[str]", body.get("roles") or [])]
    try:
        user = find_user(call.world, call.text("user"))
    except Refusal:
        user = User(call.world.snowflakes.next(), call.text("user"), body.get("global_name"))
        call.world.users[user.id] = user
    return member_payload(members.add_member(call.world, guild, user, roles))


@routes.delete("/guilds/{guild}/members/{user}")
async def remove_member(call: Call) -> None:
    """Let a user leave a server."""
    members.remove_member(
        call.world, find_guild(call.world, call.text("guild")), find_user(call.world, call.text("user"))
    )
