"""Telling people in the sandbox which request of the bot was refused, where it would have shown."""

import secrets

from aiohttp import web

from discord_sandbox.errors import DiscordError, InvalidForm
from discord_sandbox.permissions import Permission, permissions_in
from discord_sandbox.state.channel import Channel
from discord_sandbox.state.event import Event
from discord_sandbox.state.interaction import Interaction
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

EVENT_NAME = "SANDBOX_REQUEST_REFUSED"


def announce_refusal(world: World, request: web.Request, error: DiscordError) -> None:
    """Dispatch the sandbox's own event about a refused request, to those in whose sight it would have had an effect.

    Reading shows nothing to anybody and is not announced, nor is what concerns no channel.
    """
    if request.method == "GET":
        return
    interaction = _interaction(world, request)
    channel = interaction.channel if interaction else _channel(world, request)
    if channel is None:
        return
    problems = error.problems if isinstance(error, InvalidForm) else {}
    data: JsonObject = {
        "channel_id": str(channel.id),
        "interaction_id": str(interaction.id) if interaction else None,
        "request": f"{request.method} {_shown_path(request)}",
        "code": error.code,
        "message": error.message,
        "errors": [{"path": path, "code": code, "message": text} for path, (code, text) in problems.items()],
    }
    recipients = frozenset({interaction.user.id}) if interaction else _people(world, channel)
    world.dispatch(Event(EVENT_NAME, data, channel.guild_id, channel.id, recipients))


def _interaction(world: World, request: web.Request) -> Interaction | None:
    token = request.match_info.get("token")
    if token is None:
        return None
    known = world.interactions.values()
    return next((each for each in known if secrets.compare_digest(each.token.encode(), token.encode())), None)


def _channel(world: World, request: web.Request) -> Channel | None:
    channel_id = request.match_info.get("channel_id", "")
    return world.channels.get(int(channel_id)) if channel_id.isdecimal() else None


def _people(world: World, channel: Channel) -> frozenset[int]:
    ids = channel.recipient_ids or tuple(world.users)
    return frozenset(
        user_id
        for user_id in ids
        if user_id != world.bot.id and permissions_in(world, channel, user_id) & Permission.VIEW_CHANNEL
    )


def _shown_path(request: web.Request) -> str:
    """Return the path below the version, without the token."""
    path = request.path.split("/", 3)[3]
    token = request.match_info.get("token")
    return path.replace(token, "…") if token else path
