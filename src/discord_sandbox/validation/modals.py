"""Limits of modals (Discord's documentation, "Modal" and "Component Reference")."""

from collections.abc import Mapping

from discord_sandbox.messages.components import ComponentType
from discord_sandbox.validation.component_totals import check_unique_ids
from discord_sandbox.validation.components import CUSTOM_ID, SELECT_TABLES, TEXT_DISPLAY
from discord_sandbox.validation.fields import Boolean, Choice, Field, Number, Text
from discord_sandbox.validation.form import FormErrors, Path, is_mapping
from discord_sandbox.validation.structures import Listing, Table, Variants

MAX_MODAL_COMPONENTS = 5


def _check_text_input(field: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    low, high, value = field.get("min_length"), field.get("max_length"), field.get("value")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        errors.add((*path, "min_length"), "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
    if isinstance(value, str) and isinstance(high, int) and len(value) > high:
        errors.add((*path, "value"), "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")


_TEXT_INPUT_FIELDS: dict[str, Field] = {
    "custom_id": CUSTOM_ID,
    "style": Choice(frozenset({1, 2}), required=True),
    "label": Text(1, 45),
    "value": Text(high=4000),
    "placeholder": Text(high=100),
    "required": Boolean(),
    "min_length": Number(0, 4000),
    "max_length": Number(1, 4000),
}
_TEXT_INPUT = Table(_TEXT_INPUT_FIELDS, rule=_check_text_input)
# Outside a label an input must name itself.
_BARE_TEXT_INPUT = Table(_TEXT_INPUT_FIELDS | {"label": Text(1, 45, required=True)}, rule=_check_text_input)
_GROUP_OPTION = Table(
    {
        "label": Text(1, 100, required=True),
        "value": Text(1, 100, required=True),
        "description": Text(high=100),
        "default": Boolean(),
    }
)
_GROUP_FIELDS: dict[str, Field] = {
    "custom_id": CUSTOM_ID,
    "required": Boolean(),
    "min_values": Number(0, 10),
    "max_values": Number(1, 10),
}
_IN_LABEL: dict[int, Field] = SELECT_TABLES | {
    ComponentType.TEXT_INPUT: _TEXT_INPUT,
    ComponentType.FILE_UPLOAD: Table(_GROUP_FIELDS),
    ComponentType.RADIO_GROUP: Table(_GROUP_FIELDS | {"options": Listing(_GROUP_OPTION, 2, 10, required=True)}),
    ComponentType.CHECKBOX_GROUP: Table(_GROUP_FIELDS | {"options": Listing(_GROUP_OPTION, 1, 10, required=True)}),
    ComponentType.CHECKBOX: Table({"custom_id": CUSTOM_ID, "default": Boolean()}),
}
_LABEL = Table(
    {
        "label": Text(1, 45, required=True),
        "description": Text(1, 100),
        "component": Variants(_IN_LABEL, required=True),
    }
)
_ROW = Table(
    {
        "components": Listing(
            Variants({ComponentType.TEXT_INPUT: _BARE_TEXT_INPUT}),
            1,
            1,
            required=True,
        )
    }
)
MODAL = Table(
    {
        "custom_id": CUSTOM_ID,
        "title": Text(1, 45, required=True),
        "components": Listing(
            Variants(
                {ComponentType.ACTION_ROW: _ROW, ComponentType.LABEL: _LABEL, ComponentType.TEXT_DISPLAY: TEXT_DISPLAY}
            ),
            1,
            MAX_MODAL_COMPONENTS,
            required=True,
        ),
    }
)


def modal_errors(modal: object, path: Path = ()) -> FormErrors:
    """Compare a modal with Discord's limits: title 45, one to five components, each custom ID once."""
    errors = FormErrors()
    MODAL.check(modal, path, errors)
    if is_mapping(modal):
        check_unique_ids(modal.get("components"), (*path, "components"), errors)
    return errors
