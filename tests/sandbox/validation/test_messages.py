"""What Discord accepts and refuses in a message's body, at and one past each limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_sandbox.validation import message_errors

FIELD = {"name": "n", "value": "v"}


def embed_with(**parts: object) -> dict[str, object]:
    return {"embeds": [{"title": "t", **parts}]}


ACCEPTED: dict[str, dict[str, object]] = {
    "content of 2,000": {"content": "x" * 2000},
    "ten embeds": {"embeds": [{"title": "t"}] * 10},
    "title of 256": embed_with(title="x" * 256),
    "description of 4,096": embed_with(description="x" * 4096),
    "25 fields": embed_with(fields=[FIELD] * 25),
    "field name of 256": embed_with(fields=[{"name": "x" * 256, "value": "v"}]),
    "field value of 1,024": embed_with(fields=[{"name": "n", "value": "x" * 1024}]),
    "footer of 2,048": embed_with(footer={"text": "x" * 2048}),
    "author of 256": embed_with(author={"name": "x" * 256}),
    "6,000 characters": {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3000}]},
    "attachment as image": embed_with(image={"url": "attachment://rank.png"}),
    "null everywhere": {"content": "x", "embeds": None, "components": None, "allowed_mentions": None},
    "nonce of 25": {"content": "x", "nonce": "n" * 25, "enforce_nonce": True},
    "integer nonce": {"content": "x", "nonce": 12345678901234567},
    "allowed mentions": {"content": "x", "allowed_mentions": {"parse": ["users"], "roles": [1, "2"]}},
    "reply": {"content": "x", "message_reference": {"message_id": 1, "fail_if_not_exists": False}},
    "poll": {"poll": {"question": {"text": "q" * 300}, "answers": [{"poll_media": {"text": "a" * 55}}] * 10}},
    "10 attachments": {"attachments": [{"id": number, "filename": "a.png"} for number in range(10)]},
}

REFUSED: dict[str, tuple[dict[str, object], str, str]] = {
    "content of 2,001": ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
    "content is an object": ({"content": {}}, "content", "STRING_TYPE_CONVERT"),
    "eleven embeds": ({"embeds": [{"title": "t"}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
    "embeds is no list": ({"embeds": {}}, "embeds", "LIST_TYPE_CONVERT"),
    "embed is no object": ({"embeds": ["x"]}, "embeds.0", "DICT_TYPE_CONVERT"),
    "title of 257": (embed_with(title="x" * 257), "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
    "description of 4,097": (embed_with(description="x" * 4097), "embeds.0.description", "BASE_TYPE_MAX_LENGTH"),
    "26 fields": (embed_with(fields=[FIELD] * 26), "embeds.0.fields", "BASE_TYPE_MAX_LENGTH"),
    "field name of 257": (
        embed_with(fields=[FIELD, {"name": "x" * 257, "value": "v"}]),
        "embeds.0.fields.1.name",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "field value of 1,025": (
        embed_with(fields=[{"name": "n", "value": "x" * 1025}]),
        "embeds.0.fields.0.value",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "field without value": (embed_with(fields=[{"name": "n"}]), "embeds.0.fields.0.value", "BASE_TYPE_REQUIRED"),
    "field with blank value": (
        embed_with(fields=[{"name": "n", "value": " "}]),
        "embeds.0.fields.0.value",
        "BASE_TYPE_REQUIRED",
    ),
    "footer of 2,049": (embed_with(footer={"text": "x" * 2049}), "embeds.0.footer.text", "BASE_TYPE_MAX_LENGTH"),
    "author of 257": (embed_with(author={"name": "x" * 257}), "embeds.0.author.name", "BASE_TYPE_MAX_LENGTH"),
    "6,001 characters": (
        {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3001}]},
        "embeds",
        "MAX_EMBED_SIZE_EXCEEDED",
    ),
    "color out of range": (embed_with(color=0x1000000), "embeds.0.color", "NUMBER_TYPE_MAX"),
    "link without scheme": (embed_with(url="example.org"), "embeds.0.url", "URL_TYPE_INVALID_URL"),
    "link of another scheme": (embed_with(url="ftp://example.org"), "embeds.0.url", "URL_TYPE_INVALID_SCHEME"),
    "nonce of 26": ({"content": "x", "nonce": "n" * 26}, "nonce", "NONCE_TYPE_TOO_LONG"),
    "nonce is a list": ({"content": "x", "nonce": []}, "nonce", "NONCE_TYPE_INVALID_TYPE"),
    "unknown kind of mention": (
        {"content": "x", "allowed_mentions": {"parse": ["all"]}},
        "allowed_mentions.parse.0",
        "BASE_TYPE_CHOICES",
    ),
    "mentions both ways": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
    "101 mentions": (
        {"content": "x", "allowed_mentions": {"users": list(range(101))}},
        "allowed_mentions.users",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "mention twice": (
        {"content": "x", "allowed_mentions": {"users": ["1", 1]}},
        "allowed_mentions.users.1",
        "SET_TYPE_ALREADY_CONTAINS_VALUE",
    ),
    "reply to no ID": (
        {"content": "x", "message_reference": {"message_id": "abc"}},
        "message_reference.message_id",
        "NUMBER_TYPE_COERCE",
    ),
    "poll without answers": (
        {"poll": {"question": {"text": "q"}, "answers": []}},
        "poll.answers",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "poll of 33 days": (
        {"poll": {"question": {"text": "q"}, "answers": [{"poll_media": {"text": "a"}}], "duration": 769}},
        "poll.duration",
        "NUMBER_TYPE_MAX",
    ),
    "11 attachments": (
        {"attachments": [{"id": number} for number in range(11)]},
        "attachments",
        "BASE_TYPE_MAX_LENGTH",
    ),
}


@pytest.mark.parametrize("payload", ACCEPTED.values(), ids=ACCEPTED)
def test_a_message_within_the_limits_is_accepted(payload: dict[str, object]) -> None:
    assert message_errors(payload).codes == {}


@pytest.mark.parametrize(("payload", "path", "code"), REFUSED.values(), ids=REFUSED)
def test_a_message_past_a_limit_is_refused_at_its_field(payload: dict[str, object], path: str, code: str) -> None:
    assert message_errors(payload).codes == {path: code}


@given(st.integers(0, 4000))
def test_content_is_refused_exactly_above_2000_characters(length: int) -> None:
    assert bool(message_errors({"content": "x" * length})) is (length > 2000)


@given(st.lists(st.integers(1, 4096), min_size=1, max_size=4))
def test_embeds_are_refused_exactly_above_6000_characters_together(lengths: list[int]) -> None:
    embeds = [{"description": "x" * length} for length in lengths]
    assert bool(message_errors({"embeds": embeds})) is (sum(lengths) > 6000)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["type", "components", "title", "fields", "content"]), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_a_body_of_any_shape_is_judged_and_never_breaks_the_server(value: object) -> None:
    for layout in (False, True):
        message_errors({"content": value, "embeds": value, "components": value, "poll": value}, layout=layout)
