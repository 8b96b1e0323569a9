"""Answering interactions, and what follows through their tokens."""

from discord_sandbox.interactions.begin import TOKEN_PREFIX
from discord_sandbox.interactions.follow_up import (
    answered_interaction,
    delete_follow_up,
    edit_follow_up,
    find_message,
    send_follow_up,
)
from discord_sandbox.interactions.respond import apply_response, check_response, open_interaction, read_response_type
from discord_sandbox.payloads.interaction import callback_payload
from discord_sandbox.payloads.message import message_payload
from discord_sandbox.rest.call import Answer, Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.interaction import Interaction
from discord_sandbox.validation import has_layout_flag, message_errors
from discord_sandbox.wire import JsonObject

routes = RouteTable()

_WEBHOOK = f"/webhooks/{{application_id}}/{{token:{TOKEN_PREFIX}[^/]+}}"
_MESSAGE = _WEBHOOK + r"/messages/{message:@original|\d+}"


@routes.post("/interactions/{interaction_id}/{token}/callback", authorized=False)
async def create_response(call: Call) -> Answer:
    """Answer an interaction for the first and only time."""
    interaction = open_interaction(call.world, call.id("interaction_id"), call.text("token"))
    body = call.object()
    kind = read_response_type(interaction, body.get("type"))
    data: JsonObject = body.get("data") or {}
    check_response(interaction, kind, data)
    apply_response(call.world, interaction, kind, data, call.uploads)
    if call.query("with_response") in {"true", "1"}:
        return callback_payload(call.world, interaction)
    return None


@routes.post(_WEBHOOK, authorized=False)
async def create_follow_up(call: Call) -> JsonObject:
    """Send a follow-up message."""
    interaction = _interaction(call)
    body = call.object()
    message_errors(body).raise_if_any()
    return message_payload(call.world, send_follow_up(call.world, interaction, body, call.uploads))


@routes.get(_MESSAGE, authorized=False)
async def get_response(call: Call) -> JsonObject:
    """Return the original response or a follow-up."""
    return message_payload(call.world, find_message(_interaction(call), call.text("message")))


@routes.patch(_MESSAGE, authorized=False)
async def edit_response(call: Call) -> JsonObject:
    """Edit the original response or a follow-up."""
    interaction = _interaction(call)
    message = find_message(interaction, call.text("message"))
    body = call.object()
    message_errors(body, layout=message.is_v2 or has_layout_flag(body)).raise_if_any()
    edit_follow_up(call.world, interaction, message, body, call.uploads)
    return message_payload(call.world, message)


@routes.delete(_MESSAGE, authorized=False)
async def delete_response(call: Call) -> None:
    """Delete the original response or a follow-up."""
    interaction = _interaction(call)
    delete_follow_up(call.world, interaction, find_message(interaction, call.text("message")))


def _interaction(call: Call) -> Interaction:
    return answered_interaction(call.world, call.id("application_id"), call.text("token"))
