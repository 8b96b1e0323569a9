"""Submitting a modal as a user."""

from typing import cast

from discord_sandbox.control.components import SELECTS, chosen_values, value_counts
from discord_sandbox.control.files import read_files
from discord_sandbox.control.invocation import Seat
from discord_sandbox.control.refusal import Refusal
from discord_sandbox.control.resolved import Resolved
from discord_sandbox.messages.attachments import store_uploads
from discord_sandbox.messages.components import ComponentType, walk
from discord_sandbox.messages.upload import Upload
from discord_sandbox.wire import JsonObject

MAX_TEXT = 4000
_GROUPS = {ComponentType.RADIO_GROUP, ComponentType.CHECKBOX_GROUP}


class ModalForm:
    """A modal being filled in: checks every field as Discord's client does."""

    def __init__(self, seat: Seat, modal: JsonObject, values: JsonObject) -> None:
        self._seat = seat
        self._modal = modal
        self._values = values
        self._resolved = Resolved(seat.world, seat.channel, seat.user)

    def data(self) -> JsonObject:
        """Build the data of the submission; raises ``Refusal`` for an unknown, missing or wrong field."""
        fields = {each["custom_id"] for each in walk(self._modal["components"]) if each.get("custom_id")}
        for name in self._values:
            if name not in fields:
                raise Refusal("unknown_component", f"The modal has no field {name!r}.", status=404)
        components = [self._outer(component) for component in self._modal["components"]]
        data: JsonObject = {"custom_id": self._modal["custom_id"], "components": components}
        if self._resolved.data:
            data["resolved"] = self._resolved.data
        return data

    def _outer(self, component: JsonObject) -> JsonObject:
        filled: JsonObject = {"type": component["type"], "id": component["id"]}
        if component["type"] == ComponentType.LABEL:
            filled["component"] = self._field(component["component"])
        elif component["type"] == ComponentType.ACTION_ROW:
            filled["components"] = [self._field(each) for each in component["components"]]
        return filled

    def _field(self, field: JsonObject) -> JsonObject:
        kind = ComponentType(field["type"])
        name = str(field["custom_id"])
        filled: JsonObject = {"type": field["type"], "id": field["id"], "custom_id": name}
        given = self._values.get(name)
        if kind is ComponentType.TEXT_INPUT:
            filled["value"] = _text(field, str(field.get("value") or "" if given is None else given))
        elif kind is ComponentType.CHECKBOX:
            filled["value"] = bool(given)
        elif kind in SELECTS:
            filled["values"] = self._select(field, given)
        elif kind in _GROUPS:
            chosen = cast("list[str]", given if isinstance(given, list) else [] if given is None else [given])
            _check_group(field, chosen)
            filled |= {"values": chosen} if kind is ComponentType.CHECKBOX_GROUP else {"value": (chosen or [None])[0]}
        elif kind is ComponentType.FILE_UPLOAD:
            filled["values"] = self._upload(field, read_files(given))
        else:
            raise Refusal("unsupported", f"The sandbox cannot fill in a field of type {kind.name.lower()}.")
        return filled

    def _upload(self, field: JsonObject, files: dict[int, Upload]) -> list[str]:
        least, most = value_counts(field)
        if not files and not field.get("required", True):
            return []
        if not least <= len(files) <= most:
            raise Refusal("values_invalid", f"The field {field['custom_id']!r} takes {least} to {most} files.")
        stored = store_uploads(self._seat.world, self._seat.channel.id, [], files)
        return [self._resolved.add_attachment(attachment) for attachment in stored]

    def _select(self, field: JsonObject, given: object) -> list[str]:
        if given is None:
            given = _defaults(field)
        values = cast("list[object]", given if isinstance(given, list) else [given])
        if not values and not field.get("required", True):
            return []
        return chosen_values(self._seat, field, values, self._resolved)


def _defaults(select: JsonObject) -> list[object]:
    options = cast("list[JsonObject]", select.get("options") or [])
    entities = cast("list[JsonObject]", select.get("default_values") or [])
    return [option["value"] for option in options if option.get("default")] + [each["id"] for each in entities]


def _text(field: JsonObject, value: str) -> str:
    name, most = field["custom_id"], int(field.get("max_length") or MAX_TEXT)
    if not value:
        if field.get("required", True):
            raise Refusal("option_required", f"The field {name!r} is required.")
        return value
    if len(value) < int(field.get("min_length") or 0) or len(value) > most:
        least = field.get("min_length") or 0
        raise Refusal("option_invalid", f"The field {name!r} must have {least} to {most} characters.")
    return value


def _check_group(field: JsonObject, chosen: list[str]) -> None:
    known = {option["value"] for option in cast("list[JsonObject]", field.get("options") or [])}
    if field.get("required", True) and not chosen:
        raise Refusal("option_required", f"The field {field['custom_id']!r} is required.")
    if not set(chosen) <= known:
        raise Refusal("option_invalid", f"The field {field['custom_id']!r} has no such option.")
