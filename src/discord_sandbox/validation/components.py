"""Limits of each kind of component in a message (Discord's documentation, "Component Reference")."""

from collections.abc import Mapping

from discord_sandbox.messages.components import ComponentType
from discord_sandbox.validation.fields import REQUIRED, Boolean, Choice, Field, Link, Number, Snowflake, Text
from discord_sandbox.validation.form import FormErrors, Path, mappings
from discord_sandbox.validation.structures import Listing, Table, Variants

BUTTON_STYLES = frozenset({1, 2, 3, 4, 5, 6})
LINK_STYLE = 5
PREMIUM_STYLE = 6
ROW_WIDTH = 5

CUSTOM_ID = Text(1, 100, required=True)
_ID: dict[str, Field] = {"id": Number(0, 2**31 - 1)}
_ATTACHMENT_OR_WEB = ("http", "https", "attachment")
_MEDIA = Table({"url": Link(_ATTACHMENT_OR_WEB, required=True)}, required=True)
EMOJI = Table({"id": Snowflake(), "name": Text(high=32), "animated": Boolean()})


def _check_button(button: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    style, custom_id, url = button.get("style"), button.get("custom_id"), button.get("url")
    if custom_id is not None and url is not None:
        message = "A custom id and url cannot both be specified"
        errors.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    elif style == LINK_STYLE:
        if url is None:
            errors.add((*path, "url"), *REQUIRED)
    elif style == PREMIUM_STYLE:
        if button.get("sku_id") is None:
            errors.add((*path, "sku_id"), *REQUIRED)
    elif custom_id is None:
        errors.add((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
    if style != PREMIUM_STYLE and not button.get("label") and not button.get("emoji"):
        errors.add((*path, "label"), *REQUIRED)


def _check_select(select: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    low, high = select.get("min_values"), select.get("max_values")
    top = high if isinstance(high, int) else 1
    if isinstance(low, int) and low > top:
        errors.add((*path, "min_values"), "NUMBER_TYPE_MAX", f"int value should be less than or equal to {top}.")
    seen: set[object] = set()
    chosen = 0
    for index, option in mappings(select.get("options")):
        if option.get("value") in seen:
            message = "The specified option value is already used"
            errors.add((*path, "options", index), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(option.get("value"))
        chosen += option.get("default") is True
    if chosen > top:
        message = "The specified number of default values exceeds the specified maximum values"
        errors.add((*path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)


def _check_row(row: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    """Record what does not fit beside the others: a select takes the whole width of five buttons."""
    width = 0
    for index, child in mappings(row.get("components")):
        width += ROW_WIDTH if child.get("type") in SELECT_TABLES else 1
        if width > ROW_WIDTH:
            message = "The specified component exceeds the maximum width"
            errors.add((*path, "components", index), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)


BUTTON = Table(
    _ID
    | {
        "style": Choice(BUTTON_STYLES, required=True),
        "custom_id": Text(1, 100),
        "label": Text(high=80),
        "url": Link(("http", "https", "discord"), high=512),
        "sku_id": Snowflake(),
        "disabled": Boolean(),
        "emoji": EMOJI,
    },
    rule=_check_button,
)
SELECT_FIELDS: dict[str, Field] = _ID | {
    "custom_id": CUSTOM_ID,
    "placeholder": Text(high=150),
    "min_values": Number(0, 25),
    "max_values": Number(1, 25),
    "disabled": Boolean(),
    "required": Boolean(),
    "default_values": Listing(
        Table({"id": Snowflake(required=True), "type": Choice(frozenset({"user", "role", "channel"}), required=True)}),
        high=25,
    ),
    "channel_types": Listing(Number(0), unique=True),
}
SELECT_OPTION = Table(
    {
        "label": Text(1, 100, required=True),
        "value": Text(1, 100, required=True),
        "description": Text(high=100),
        "default": Boolean(),
        "emoji": EMOJI,
    }
)
STRING_SELECT = Table(
    SELECT_FIELDS | {"options": Listing(SELECT_OPTION, 1, 25, required=True)},
    rule=_check_select,
)
ENTITY_SELECT = Table(SELECT_FIELDS, rule=_check_select)
SELECT_TABLES: dict[int, Field] = {
    ComponentType.STRING_SELECT: STRING_SELECT,
    ComponentType.USER_SELECT: ENTITY_SELECT,
    ComponentType.ROLE_SELECT: ENTITY_SELECT,
    ComponentType.MENTIONABLE_SELECT: ENTITY_SELECT,
    ComponentType.CHANNEL_SELECT: ENTITY_SELECT,
}

TEXT_DISPLAY = Table(_ID | {"content": Text(1, 4000, required=True)})
THUMBNAIL = Table(_ID | {"media": _MEDIA, "description": Text(1, 1024), "spoiler": Boolean()})
SECTION = Table(
    _ID
    | {
        "components": Listing(Variants({ComponentType.TEXT_DISPLAY: TEXT_DISPLAY}), 1, 3, required=True),
        "accessory": Variants({ComponentType.BUTTON: BUTTON, ComponentType.THUMBNAIL: THUMBNAIL}, required=True),
    }
)
MEDIA_GALLERY = Table(
    _ID
    | {
        "items": Listing(
            Table({"media": _MEDIA, "description": Text(1, 1024), "spoiler": Boolean()}), 1, 10, required=True
        )
    }
)
FILE = Table(
    _ID | {"file": Table({"url": Link(("attachment",), required=True)}, required=True), "spoiler": Boolean()},
)
SEPARATOR = Table(_ID | {"divider": Boolean(), "spacing": Choice(frozenset({1, 2}))})
ACTION_ROW = Table(
    _ID | {"components": Listing(Variants({ComponentType.BUTTON: BUTTON} | SELECT_TABLES), 1, 5, required=True)},
    rule=_check_row,
)
_IN_CONTAINER: dict[int, Field] = {
    ComponentType.ACTION_ROW: ACTION_ROW,
    ComponentType.SECTION: SECTION,
    ComponentType.TEXT_DISPLAY: TEXT_DISPLAY,
    ComponentType.MEDIA_GALLERY: MEDIA_GALLERY,
    ComponentType.FILE: FILE,
    ComponentType.SEPARATOR: SEPARATOR,
}
CONTAINER = Table(
    _ID
    | {
        "accent_color": Number(0, 0xFFFFFF),
        "spoiler": Boolean(),
        "components": Listing(Variants(_IN_CONTAINER), 1, 40, required=True),
    }
)

LEGACY_COMPONENTS = Listing(Variants({ComponentType.ACTION_ROW: ACTION_ROW}), high=5)
LAYOUT_COMPONENTS = Listing(Variants(_IN_CONTAINER | {ComponentType.CONTAINER: CONTAINER}), high=40)
