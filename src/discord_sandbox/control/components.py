"""Pressing buttons, choosing in selects and filling modals as a user."""

from typing import cast

from discord_sandbox.control.invocation import Seat
from discord_sandbox.control.lookup import find_channel, find_guild, find_role, find_user
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.resolved import Resolved
from discord_sandbox.messages.components import ComponentType, walk
from discord_sandbox.state.message import Message
from discord_sandbox.wire import JsonObject

SELECTS = {
    ComponentType.STRING_SELECT,
    ComponentType.USER_SELECT,
    ComponentType.ROLE_SELECT,
    ComponentType.MENTIONABLE_SELECT,
    ComponentType.CHANNEL_SELECT,
}
_LINK_STYLE = 5


def press_data(message: Message, named: str) -> JsonObject:
    """Build the data of a pressed button."""
    button = find_component(message, named)
    if button["type"] != ComponentType.BUTTON or button.get("style") == _LINK_STYLE:
        raise Refusal("not_a_button", f"{named!r} is no button that can be pressed.")
    return {"custom_id": button["custom_id"], "component_type": button["type"], "id": button["id"]}


def select_data(seat: Seat, message: Message, named: str, values: list[object]) -> JsonObject:
    """Build the data of a used select."""
    select = find_component(message, named)
    if select["type"] not in SELECTS:
        raise Refusal("not_a_select", f"{named!r} is no select.")
    resolved = Resolved(seat.world, seat.channel, seat.user)
    data: JsonObject = {
        "custom_id": select["custom_id"],
        "component_type": select["type"],
        "id": select["id"],
        "values": chosen_values(seat, select, values, resolved),
    }
    if resolved.data:
        data["resolved"] = resolved.data
    return data


def find_component(message: Message, named: str) -> JsonObject:
    """Return a message's component by custom ID, label or placeholder; raises ``Refusal`` for a disabled one."""
    for component in walk(message.components):
        if named in (component.get("custom_id"), component.get("label"), component.get("placeholder")):
            if component.get("disabled"):
                raise Refusal("disabled", f"{named!r} is disabled.")
            return component
    raise Refusal("unknown_component", f"The message has no component {named!r}.", status=404)


def value_counts(component: JsonObject) -> tuple[int, int]:
    """Return how many values a select or upload takes at least and at most: one, where it does not say."""
    least, most = component.get("min_values"), component.get("max_values")
    return 1 if least is None else int(least), 1 if most is None else int(most)


def chosen_values(seat: Seat, select: JsonObject, values: list[object], resolved: Resolved) -> list[str]:
    """Check the values of a select and return them as Discord sends them."""
    least, most = value_counts(select)
    if not least <= len(values) <= most:
        raise Refusal("values_invalid", f"Between {least} and {most} values must be chosen.")
    kind = ComponentType(select["type"])
    if kind is ComponentType.STRING_SELECT:
        options = cast("list[JsonObject]", select.get("options") or [])
        return [_option_value(options, str(value)) for value in values]
    return [_entity(seat, kind, value, resolved) for value in values]


def _option_value(options: list[JsonObject], named: str) -> str:
    for option in options:
        if named in (option["value"], option["label"]):
            return str(option["value"])
    raise Refusal("values_invalid", f"{named!r} is none of the options.")


def _entity(seat: Seat, kind: ComponentType, named: object, resolved: Resolved) -> str:
    if kind is ComponentType.CHANNEL_SELECT:
        # A name is one of this server's channels, though another server may have one of that name, too.
        here = f"{seat.channel.guild_id}/{named}" if seat.channel.guild_id and "/" not in str(named) else named
        return resolved.add_channel(find_channel(seat.world, here, seat.user))
    if kind is ComponentType.USER_SELECT:
        return resolved.add_user(find_user(seat.world, named))
    guild = find_guild(seat.world, seat.channel.guild_id)
    if kind is ComponentType.MENTIONABLE_SELECT:
        try:
            return resolved.add_user(find_user(seat.world, named))
        except Refusal:
            return resolved.add_role(find_role(guild, named))
    return resolved.add_role(find_role(guild, named))
