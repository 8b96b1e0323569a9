"""Limits that hold over all components of one message or modal together."""

from collections.abc import Iterator, Mapping

from discord_sandbox.messages.components import ComponentType
from discord_sandbox.validation.form import FormErrors, Path, is_mapping, mappings

MAX_COMPONENTS = 40
MAX_TEXT = 4_000


def walk(components: object, path: Path) -> Iterator[tuple[Path, Mapping[str, object]]]:
    """Yield each component with its path, parents first."""
    for index, component in mappings(components):
        here = (*path, index)
        yield here, component
        yield from walk(component.get("components"), (*here, "components"))
        for name in ("accessory", "component"):
            child = component.get(name)
            if is_mapping(child):
                yield (*here, name), child


def check_unique_ids(components: object, path: Path, errors: FormErrors) -> None:
    """Record each custom ID and each numeric ID that an earlier component already has."""
    custom_ids: set[object] = set()
    ids: set[object] = set()
    for here, component in walk(components, path):
        custom_id, number = component.get("custom_id"), component.get("id")
        if custom_id is not None and custom_id in custom_ids:
            message = "Component custom id cannot be duplicated"
            errors.add((*here, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        # 0 stands for "number it for me".
        if number and number in ids:
            errors.add((*here, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
        custom_ids.add(custom_id)
        ids.add(number)


def check_layout_totals(components: object, path: Path, errors: FormErrors) -> None:
    """Record more than 40 components, nested ones counted, or more than 4,000 characters in text displays."""
    found = [component for _, component in walk(components, path)]
    if len(found) > MAX_COMPONENTS:
        message = f"Total number of components exceeds maximum of {MAX_COMPONENTS}"
        errors.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    texts = [component.get("content") for component in found if component.get("type") == ComponentType.TEXT_DISPLAY]
    if sum(len(text) for text in texts if isinstance(text, str)) > MAX_TEXT:
        message = f"Components displayable text size exceeds maximum size of {MAX_TEXT}"
        errors.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)
