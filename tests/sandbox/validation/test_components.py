"""What Discord accepts and refuses among components of messages and modals."""

from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_sandbox.validation import message_errors, modal_errors

Component: TypeAlias = dict[str, object]


def button(number: int = 0, **parts: object) -> Component:
    return {"type": 2, "style": 1, "label": "b", "custom_id": f"b{number}", **parts}


def select(**parts: object) -> Component:
    return {"type": 3, "custom_id": "s", "options": [{"label": "l", "value": "v"}], **parts}


def row(*components: Component) -> Component:
    return {"type": 1, "components": list(components)}


def text(content: str = "t") -> Component:
    return {"type": 10, "content": content}


def container(*components: Component) -> Component:
    return {"type": 17, "components": list(components)}


def options(count: int) -> list[Component]:
    return [{"label": "l", "value": f"v{number}"} for number in range(count)]


def legacy_codes(*components: Component) -> dict[str, str]:
    return message_errors({"components": list(components)}).codes


def layout_codes(*components: Component) -> dict[str, str]:
    return message_errors({"components": list(components), "flags": 1 << 15}).codes


LEGACY_ACCEPTED: dict[str, list[Component]] = {
    "five rows of five buttons": [row(*(button(r * 5 + c) for c in range(5))) for r in range(5)],
    "custom ID of 100": [row(button(custom_id="x" * 100))],
    "label of 80": [row(button(label="x" * 80))],
    "emoji for a label": [row(button(label=None, emoji={"name": "🔥"}))],
    "link": [row({"type": 2, "style": 5, "label": "l", "url": "https://example.org"})],
    "select of 25": [row(select(options=options(25), max_values=25))],
    "placeholder of 150": [row(select(placeholder="x" * 150))],
    "user select": [row({"type": 5, "custom_id": "u", "default_values": [{"id": "1", "type": "user"}]})],
}
LEGACY_REFUSED: dict[str, tuple[list[Component], str, str]] = {
    "six rows": ([row(button(n)) for n in range(6)], "components", "BASE_TYPE_MAX_LENGTH"),
    "empty row": ([row()], "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    "custom ID of 101": (
        [row(button(custom_id="x" * 101))],
        "components.0.components.0.custom_id",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "empty custom ID": ([row(button(custom_id=""))], "components.0.components.0.custom_id", "BASE_TYPE_BAD_LENGTH"),
    "no custom ID": (
        [row(button(custom_id=None))],
        "components.0.components.0.custom_id",
        "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED",
    ),
    "custom ID twice": (
        [row(button(1)), row(button(2), button(1))],
        "components.1.components.1.custom_id",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "label of 81": ([row(button(label="x" * 81))], "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH"),
    "neither label nor emoji": ([row(button(label=""))], "components.0.components.0.label", "BASE_TYPE_REQUIRED"),
    "unknown style": ([row(button(style=9))], "components.0.components.0.style", "BASE_TYPE_CHOICES"),
    "custom ID and link": (
        [row(button(url="https://example.org"))],
        "components.0.components.0",
        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
    ),
    "26 options": ([row(select(options=options(26)))], "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH"),
    "no option": ([row(select(options=[]))], "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH"),
    "option twice": (
        [row(select(options=options(1) * 2))],
        "components.0.components.0.options.1",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    "two defaults of one": (
        [row(select(options=[{**option, "default": True} for option in options(2)]))],
        "components.0.components.0.options",
        "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES",
    ),
    "placeholder of 151": (
        [row(select(placeholder="x" * 151))],
        "components.0.components.0.placeholder",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "button beside a select": (
        [row(select(), button())],
        "components.0.components.1",
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ),
    "text display without the flag": ([text()], "components.0.type", "UNION_TYPE_CHOICES"),
    "text input in a message": (
        [row({"type": 4, "custom_id": "i", "style": 1, "label": "l"})],
        "components.0.components.0.type",
        "UNION_TYPE_CHOICES",
    ),
    "no type": ([{"components": []}], "components.0.type", "BASE_TYPE_REQUIRED"),
}


@pytest.mark.parametrize("components", LEGACY_ACCEPTED.values(), ids=LEGACY_ACCEPTED)
def test_rows_within_the_limits_are_accepted(components: list[Component]) -> None:
    assert legacy_codes(*components) == {}


@pytest.mark.parametrize(("components", "path", "code"), LEGACY_REFUSED.values(), ids=LEGACY_REFUSED)
def test_rows_past_a_limit_are_refused_at_their_field(components: list[Component], path: str, code: str) -> None:
    assert legacy_codes(*components) == {path: code}


LAYOUT_ACCEPTED: dict[str, list[Component]] = {
    "container with everything": [
        container(
            {"type": 9, "components": [text()], "accessory": {"type": 11, "media": {"url": "attachment://a.png"}}},
            {"type": 9, "components": [text()] * 3, "accessory": button()},
            {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}}] * 10},
            {"type": 14, "spacing": 2, "divider": False},
            {"type": 13, "file": {"url": "attachment://a.json"}},
            row(select()),
        )
    ],
    "40 components": [container(*[text()] * 39)],
    "4,000 characters": [text("x" * 2000), container(text("x" * 2000))],
}
LAYOUT_REFUSED: dict[str, tuple[list[Component], str, str]] = {
    "41 components": ([container(*[text()] * 40)], "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    "4,001 characters": (
        [text("x" * 2000), container(text("x" * 2001))],
        "components",
        "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
    ),
    "container in a container": (
        [container(container(text()))],
        "components.0.components.0.type",
        "UNION_TYPE_CHOICES",
    ),
    "section without accessory": (
        [{"type": 9, "components": [text()]}],
        "components.0.accessory",
        "BASE_TYPE_REQUIRED",
    ),
    "section of four texts": (
        [{"type": 9, "components": [text()] * 4, "accessory": button()}],
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "eleven pictures": (
        [{"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}}] * 11}],
        "components.0.items",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "file from the web": (
        [{"type": 13, "file": {"url": "https://example.org/a"}}],
        "components.0.file.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    "button outside a row": ([button()], "components.0.type", "UNION_TYPE_CHOICES"),
    "empty text": ([text("")], "components.0.content", "BASE_TYPE_REQUIRED"),
    "custom ID twice, one as accessory": (
        [row(button()), {"type": 9, "components": [text()], "accessory": button()}],
        "components.1.accessory.custom_id",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
}


@pytest.mark.parametrize("components", LAYOUT_ACCEPTED.values(), ids=LAYOUT_ACCEPTED)
def test_a_layout_within_the_limits_is_accepted(components: list[Component]) -> None:
    assert layout_codes(*components) == {}


@pytest.mark.parametrize(("components", "path", "code"), LAYOUT_REFUSED.values(), ids=LAYOUT_REFUSED)
def test_a_layout_past_a_limit_is_refused_at_its_field(components: list[Component], path: str, code: str) -> None:
    assert layout_codes(*components) == {path: code}


BESIDE_A_LAYOUT: dict[str, object] = {
    "content": "x",
    "embeds": [{"title": "t"}],
    "sticker_ids": ["1"],
    "poll": {"question": {"text": "q"}, "answers": [{"poll_media": {"text": "a"}}]},
}


@pytest.mark.parametrize("name", BESIDE_A_LAYOUT)
def test_a_layout_has_no_other_content_beside_it(name: str) -> None:
    payload: dict[str, object] = {"components": [text()], "flags": 1 << 15, name: BESIDE_A_LAYOUT[name]}
    assert message_errors(payload).codes == {name: "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"}


def test_an_edit_of_a_layout_is_judged_as_one_without_the_flag() -> None:
    assert message_errors({"components": [text()]}, layout=True).codes == {}
    assert "content" in message_errors({"content": "x"}, layout=True).codes


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_components_are_counted_with_everything_inside_them(sizes: list[int]) -> None:
    components = [container(*[text()] * size) for size in sizes if size]
    total = sum(sizes) + len(components)
    codes = layout_codes(*components)
    assert (codes.get("components") == "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED") is (total > 40)


def modal(*components: Component, **parts: object) -> Component:
    return {"custom_id": "m", "title": "t", "components": list(components), **parts}


def text_input(**parts: object) -> Component:
    return {"type": 4, "custom_id": "i", "style": 1, "label": "l", **parts}


def label(component: Component, **parts: object) -> Component:
    return {"type": 18, "label": "l", "component": component, **parts}


MODALS_ACCEPTED = {
    "five rows": modal(*(row(text_input(custom_id=f"i{n}")) for n in range(5))),
    "title of 45": modal(row(text_input()), title="x" * 45),
    "labels around an input, a select and text": modal(
        label(text_input(label=None)), label(select(required=True)), text()
    ),
    "value of 4,000": modal(row(text_input(style=2, value="x" * 4000, max_length=4000))),
    "checkbox": modal(label({"type": 23, "custom_id": "c", "default": True})),
}
MODALS_REFUSED = {
    "six rows": (modal(*(row(text_input(custom_id=f"i{n}")) for n in range(6))), "components", "BASE_TYPE_BAD_LENGTH"),
    "no row": (modal(), "components", "BASE_TYPE_BAD_LENGTH"),
    "title of 46": (modal(row(text_input()), title="x" * 46), "title", "BASE_TYPE_BAD_LENGTH"),
    "two inputs in a row": (
        modal(row(text_input(), text_input(custom_id="j"))),
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "input without label": (
        modal(row(text_input(label=None))),
        "components.0.components.0.label",
        "BASE_TYPE_REQUIRED",
    ),
    "label of 46": (
        modal(row(text_input(label="x" * 46))),
        "components.0.components.0.label",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "placeholder of 101": (
        modal(row(text_input(placeholder="x" * 101))),
        "components.0.components.0.placeholder",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "value longer than its own limit": (
        modal(row(text_input(value="xxx", max_length=2))),
        "components.0.components.0.value",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "least above most": (
        modal(row(text_input(min_length=3, max_length=2))),
        "components.0.components.0.min_length",
        "NUMBER_TYPE_MAX",
    ),
    "custom ID twice": (
        modal(label(text_input()), label(text_input())),
        "components.1.component.custom_id",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "button": (modal(row(button())), "components.0.components.0.type", "UNION_TYPE_CHOICES"),
}


@pytest.mark.parametrize("payload", MODALS_ACCEPTED.values(), ids=MODALS_ACCEPTED)
def test_a_modal_within_the_limits_is_accepted(payload: Component) -> None:
    assert modal_errors(payload).codes == {}


@pytest.mark.parametrize(("payload", "path", "code"), MODALS_REFUSED.values(), ids=MODALS_REFUSED)
def test_a_modal_past_a_limit_is_refused_at_its_field(payload: Component, path: str, code: str) -> None:
    assert modal_errors(payload).codes == {path: code}
