"""The bot's initial response to an interaction."""

import secrets

from discord_sandbox.errors import DiscordError, Failure, InvalidForm
from discord_sandbox.messages.components import number_components
from discord_sandbox.messages.post import Draft, edit_message, post_message
from discord_sandbox.messages.upload import Upload
from discord_sandbox.state.application import CommandType
from discord_sandbox.state.interaction import RESPONSE_DEADLINE, Interaction, InteractionType, ResponseType
from discord_sandbox.state.message import InteractionOrigin, Message, MessageFlags, MessageReference, MessageType
from discord_sandbox.state.world import World
from discord_sandbox.validation import FormErrors, has_layout_flag, message_errors, modal_errors
from discord_sandbox.validation.command_options import OptionKind
from discord_sandbox.validation.fields import Text
from discord_sandbox.validation.structures import Listing, Table
from discord_sandbox.wire import JsonObject

_MESSAGES = {ResponseType.MESSAGE, ResponseType.DEFERRED_MESSAGE}
_UPDATES = {ResponseType.DEFERRED_UPDATE, ResponseType.UPDATE_MESSAGE}
_ALLOWED: dict[InteractionType, set[ResponseType]] = {
    InteractionType.COMMAND: {*_MESSAGES, ResponseType.MODAL},
    InteractionType.COMPONENT: {*_MESSAGES, *_UPDATES, ResponseType.MODAL},
    InteractionType.AUTOCOMPLETE: {ResponseType.AUTOCOMPLETE_RESULT},
    InteractionType.MODAL_SUBMIT: {*_MESSAGES, *_UPDATES},
}
_CHOICES = Listing(Table({"name": Text(1, 100, required=True)}), high=25)


def open_interaction(world: World, interaction_id: int, token: str) -> Interaction:
    """Return an interaction that may still be answered; raises Unknown interaction or Already acknowledged."""
    interaction = world.interactions.get(interaction_id)
    if interaction is None or not secrets.compare_digest(interaction.token, token):
        raise DiscordError(Failure.UNKNOWN_INTERACTION)
    if interaction.response is not None:
        raise DiscordError(Failure.ALREADY_ACKNOWLEDGED)
    if world.clock.monotonic() - interaction.created > RESPONSE_DEADLINE:
        raise DiscordError(Failure.UNKNOWN_INTERACTION)
    return interaction


def read_response_type(interaction: Interaction, raw: object) -> ResponseType:
    """Return the response's type; raises ``InvalidForm`` where that kind of interaction cannot have it."""
    try:
        kind = ResponseType(int(str(raw)))
    except ValueError:
        kind = ResponseType.PONG
    updates_nothing = kind in _UPDATES and interaction.source_message is None
    if kind not in _ALLOWED[interaction.type] or updates_nothing:
        raise InvalidForm({"type": ("INTERACTION_RESPONSE_TYPE_INVALID", "Invalid response type for this interaction")})
    return kind


def check_response(interaction: Interaction, kind: ResponseType, data: JsonObject) -> None:
    """Compare a response's data with Discord's limits; raises ``InvalidForm``."""
    if kind is ResponseType.MODAL:
        modal_errors(data, ("data",)).raise_if_any()
    elif kind is ResponseType.AUTOCOMPLETE_RESULT:
        errors = FormErrors()
        _CHOICES.check(data.get("choices") or [], ("data", "choices"), errors)
        errors.raise_if_any()
    elif kind in (ResponseType.MESSAGE, ResponseType.UPDATE_MESSAGE):
        updated = interaction.source_message if kind is ResponseType.UPDATE_MESSAGE else None
        layout = has_layout_flag(data) or bool(updated and updated.is_v2)
        message_errors(data, layout=layout, path=("data",)).raise_if_any()


def apply_response(
    world: World, interaction: Interaction, kind: ResponseType, data: JsonObject, uploads: dict[int, Upload]
) -> None:
    """Do what the response says. A refused one leaves the interaction unanswered."""
    if kind is ResponseType.MESSAGE:
        interaction.original = _reply(world, interaction, data, uploads, 0)
    elif kind is ResponseType.DEFERRED_MESSAGE:
        loading = {"flags": int(data.get("flags") or 0) & MessageFlags.EPHEMERAL}
        interaction.original = _reply(world, interaction, loading, {}, MessageFlags.LOADING)
    elif kind is ResponseType.UPDATE_MESSAGE and interaction.source_message:
        interaction.original = edit_message(world, interaction.channel, interaction.source_message, data, uploads)
    elif kind is ResponseType.DEFERRED_UPDATE:
        interaction.original = interaction.source_message
    elif kind is ResponseType.AUTOCOMPLETE_RESULT:
        interaction.choices = data.get("choices") or []
    elif kind is ResponseType.MODAL:
        interaction.modal = {**data, "components": number_components(data.get("components") or [])}
    interaction.response = kind
    interaction.answered.set()
    if kind is not ResponseType.DEFERRED_MESSAGE:
        interaction.settled.set()


def origin_of(world: World, interaction: Interaction, *, follow_up: bool = False) -> InteractionOrigin:
    """Describe the interaction for the messages it makes."""
    source = interaction.source_message
    original = interaction.original if follow_up else None
    return InteractionOrigin(
        interaction.id,
        int(interaction.type),
        interaction.user,
        _command_path(interaction.data),
        interaction.data.get("type"),
        original.id if original else None,
        source.id if source and interaction.type is InteractionType.COMPONENT else None,
        origin_of(world, interaction.opened_by) if interaction.opened_by else None,
    )


def _command_path(data: JsonObject) -> str | None:
    """Return a command's name with its group and subcommand, as Discord's ``interaction_metadata`` has it."""
    if "name" not in data:
        return None
    names = [str(data["name"])]
    options: list[JsonObject] = data.get("options") or []
    while options and options[0]["type"] in (OptionKind.SUBCOMMAND, OptionKind.GROUP):
        names.append(str(options[0]["name"]))
        options = options[0].get("options") or []
    return " ".join(names)


def _reply(
    world: World, interaction: Interaction, data: JsonObject, uploads: dict[int, Upload], extra_flags: int
) -> Message:
    ephemeral = bool(int(data.get("flags") or 0) & MessageFlags.EPHEMERAL)
    draft = Draft(
        world.bot,
        data,
        uploads,
        origin=origin_of(world, interaction),
        ephemeral_for=interaction.user.id if ephemeral else None,
        webhook_id=world.application.id,
        extra_flags=extra_flags,
    )
    if interaction.type is InteractionType.COMMAND:
        is_chat = interaction.data.get("type") == CommandType.CHAT_INPUT
        draft.type = MessageType.CHAT_INPUT_COMMAND if is_chat else MessageType.CONTEXT_MENU_COMMAND
    elif interaction.source_message:
        draft.type = MessageType.REPLY
        source = interaction.source_message
        draft.reference = MessageReference(source.id, source.channel_id, source.guild_id)
    return post_message(world, interaction.channel, draft)
