"""The tree of a message's or modal's components."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import cast

from discord_sandbox.wire import JsonObject


class ComponentType(IntEnum):
    """https://discord.com/developers/docs/components/reference#component-object-component-types."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


def walk(components: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """Yield every component of a tree, parents first."""
    for component in components:
        yield component
        yield from walk(cast("list[JsonObject]", component.get("components") or []))
        for key in ("accessory", "component"):
            child = component.get(key)
            if child:
                yield from walk([child])


def number_components(components: list[JsonObject]) -> list[JsonObject]:
    """Give each component without an ``id`` a free one, as Discord does; returns the same tree.

    IDs of what is chosen already become text: discord.py sends numbers, which browsers would round.
    """
    taken = {component["id"] for component in walk(components) if component.get("id")}
    following = 1
    for component in walk(components):
        for chosen in cast("list[JsonObject]", component.get("default_values") or []):
            chosen["id"] = str(chosen["id"])
        if component.get("id"):
            continue
        while following in taken:
            following += 1
        component["id"] = following
        taken.add(following)
    return components


def component_text(components: Iterable[JsonObject]) -> str:
    """Return the text of all text displays, line by line."""
    texts = (each["content"] for each in walk(components) if each.get("type") == ComponentType.TEXT_DISPLAY)
    return "\n".join(texts)
