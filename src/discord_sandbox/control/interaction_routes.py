"""Interacting with the bot as a user: commands, components, modals."""

from typing import cast

from discord_sandbox.control.components import press_data, select_data
from discord_sandbox.control.invocation import Seat, context_menu_data, slash_data, visible_commands
from discord_sandbox.control.lookup import find_channel, find_message
from discord_sandbox.control.message_routes import acting_user
from discord_sandbox.control.modals import ModalForm
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.views import interaction_view
from discord_sandbox.interactions.begin import Act, begin_interaction
from discord_sandbox.payloads.application import command_payload
from discord_sandbox.rest.call import Call
from discord_sandbox.rest.routes import RouteTable
from discord_sandbox.state.interaction import RESPONSE_DEADLINE, Interaction, InteractionType
from discord_sandbox.state.message import Message
from discord_sandbox.wire import JsonObject

routes = RouteTable()

SETTLE_SECONDS = 10.0
"""How long a deferred response is waited for unless the body's ``timeout`` says otherwise."""


@routes.get("/users/{user}/commands")
async def list_commands(call: Call) -> list[JsonObject]:
    """Return the commands that the user may run in the channel."""
    seat = _seat(call, call.query("channel"))
    return [command_payload(call.world.application, command) for command in visible_commands(seat)]


@routes.post("/users/{user}/command")
async def run_command(call: Call) -> JsonObject:
    """Run a slash command."""
    body = call.object()
    seat = _seat(call, body["channel"])
    data = slash_data(seat, body["name"], body.get("options") or {})
    return await _act(call, Act(InteractionType.COMMAND, seat.user, seat.channel, data))


@routes.post("/users/{user}/context_menu")
async def run_context_menu(call: Call) -> JsonObject:
    """Run a command from a user's or message's context menu."""
    body = call.object()
    seat = _seat(call, body["channel"])
    data = context_menu_data(seat, body["name"], body["target"])
    return await _act(call, Act(InteractionType.COMMAND, seat.user, seat.channel, data))


@routes.post("/users/{user}/autocomplete")
async def autocomplete(call: Call) -> JsonObject:
    """Ask for the choices of the option ``focused``."""
    body = call.object()
    seat = _seat(call, body["channel"])
    data = slash_data(seat, body["name"], body.get("options") or {}, focused=body["focused"])
    return await _act(call, Act(InteractionType.AUTOCOMPLETE, seat.user, seat.channel, data))


@routes.post("/users/{user}/press")
async def press(call: Call) -> JsonObject:
    """Press a button."""
    body = call.object()
    seat = _seat(call, body["channel"])
    message = _shown(seat, body["message"])
    data = press_data(message, body["component"])
    return await _act(call, Act(InteractionType.COMPONENT, seat.user, seat.channel, data, message))


@routes.post("/users/{user}/select")
async def select(call: Call) -> JsonObject:
    """Choose in a select."""
    body = call.object()
    seat = _seat(call, body["channel"])
    message = _shown(seat, body["message"])
    data = select_data(seat, message, body["component"], cast("list[object]", body["values"]))
    return await _act(call, Act(InteractionType.COMPONENT, seat.user, seat.channel, data, message))


@routes.post("/users/{user}/submit")
async def submit(call: Call) -> JsonObject:
    """Submit the modal that an interaction of the user opened."""
    body, user = call.object(), acting_user(call)
    opened = _interaction(call, body["interaction"])
    if opened.modal is None or opened.user is not user:
        raise Refusal("no_modal", "That interaction opened no modal for this user.")
    seat = Seat(call.world, user, opened.channel)
    data = ModalForm(seat, opened.modal, body.get("values") or {}).data()
    act = Act(InteractionType.MODAL_SUBMIT, user, opened.channel, data, opened.source_message, opened)
    return await _act(call, act)


@routes.get("/interactions/{interaction_id}")
async def view(call: Call) -> JsonObject:
    """Return an interaction as it is now."""
    return interaction_view(call.world, _interaction(call, call.id("interaction_id")))


def _seat(call: Call, channel: object) -> Seat:
    user = acting_user(call)
    return Seat(call.world, user, find_channel(call.world, channel, user))


def _shown(seat: Seat, message_id: object) -> Message:
    message = find_message(seat.channel, message_id, seat.user)
    if message.author is not seat.world.bot:
        raise Refusal("not_the_bots", "Only the bot's messages have components.")
    return message


def _interaction(call: Call, interaction_id: object) -> Interaction:
    interaction = call.world.interactions.get(int(str(interaction_id)))
    if interaction is None:
        raise Refusal("unknown_interaction", "There is no such interaction.", status=404)
    return interaction


async def _act(call: Call, act: Act) -> JsonObject:
    """Send the act to the bot and return once there is something to see, or nothing will come."""
    timeout = float(call.object().get("timeout") or SETTLE_SECONDS)
    interaction = begin_interaction(call.world, act)
    if await call.world.clock.happens_within(interaction.answered, RESPONSE_DEADLINE):
        await call.world.clock.happens_within(interaction.settled, timeout)
    return interaction_view(call.world, interaction)
