"""Limits of a message's body (Discord's documentation, "Create Message")."""

from collections.abc import Mapping
from dataclasses import dataclass

from discord_sandbox.validation.component_totals import check_layout_totals, check_unique_ids
from discord_sandbox.validation.components import EMOJI, LAYOUT_COMPONENTS, LEGACY_COMPONENTS
from discord_sandbox.validation.embeds import EMBEDS, check_total_size
from discord_sandbox.validation.fields import Boolean, Choice, Number, Snowflake, Text
from discord_sandbox.validation.form import FormErrors, Path, is_list
from discord_sandbox.validation.structures import Listing, Table

IS_COMPONENTS_V2 = 1 << 15
MAX_CONTENT = 2_000
LEGACY_FIELDS = ("content", "embeds", "sticker_ids", "poll")


@dataclass(frozen=True)
class Nonce:
    """A string of at most 25 characters or an integer, by which a client recognises its own message."""

    required: bool = False

    def check(self, value: object, path: Path, errors: FormErrors) -> None:
        """Record a nonce of another type or that is too long."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            errors.add(path, "NONCE_TYPE_INVALID_TYPE", "This field must be a string or integer.")
        elif len(str(value)) > 25:
            errors.add(path, "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer characters long.")


def _check_allowed_mentions(allowed: Mapping[str, object], path: Path, errors: FormErrors) -> None:
    parse = allowed.get("parse")
    for kind in ("users", "roles"):
        if is_list(parse) and kind in parse and allowed.get(kind):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            errors.add(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


ALLOWED_MENTIONS = Table(
    {
        "parse": Listing(Choice(frozenset({"users", "roles", "everyone"})), unique=True),
        "users": Listing(Snowflake(), high=100, unique=True),
        "roles": Listing(Snowflake(), high=100, unique=True),
        "replied_user": Boolean(),
    },
    rule=_check_allowed_mentions,
)
ATTACHMENTS = Listing(
    Table({"id": Snowflake(required=True), "filename": Text(1, 1024), "description": Text(high=1024)}), high=10
)
REFERENCE = Table(
    {
        "message_id": Snowflake(required=True),
        "channel_id": Snowflake(),
        "guild_id": Snowflake(),
        "fail_if_not_exists": Boolean(),
        "type": Choice(frozenset({0, 1})),
    }
)
POLL = Table(
    {
        "question": Table({"text": Text(1, 300, required=True)}, required=True),
        "answers": Listing(
            Table({"poll_media": Table({"text": Text(1, 55), "emoji": EMOJI}, required=True)}), 1, 10, required=True
        ),
        "duration": Number(1, 768),
        "allow_multiselect": Boolean(),
        "layout_type": Choice(frozenset({1})),
    }
)
MESSAGE = Table(
    {
        "content": Text(high=MAX_CONTENT),
        "nonce": Nonce(),
        "enforce_nonce": Boolean(),
        "tts": Boolean(),
        "embeds": EMBEDS,
        "allowed_mentions": ALLOWED_MENTIONS,
        "message_reference": REFERENCE,
        "sticker_ids": Listing(Snowflake(), high=3),
        "attachments": ATTACHMENTS,
        "flags": Number(0),
        "poll": POLL,
    }
)


def has_layout_flag(payload: Mapping[str, object]) -> bool:
    """Tell whether the body asks for Components V2."""
    flags = payload.get("flags")
    return isinstance(flags, int) and bool(flags & IS_COMPONENTS_V2)


def message_errors(payload: Mapping[str, object], *, layout: bool | None = None, path: Path = ()) -> FormErrors:
    """Compare a message's body with Discord's limits.

    `layout` says whether the message is a Components V2 one; left out, the body's own flags decide. An edit passes what
    the message already is, since the flag cannot be taken back. `path` is where the body stands in the request.
    """
    errors = FormErrors()
    MESSAGE.check(payload, path, errors)
    check_total_size(payload.get("embeds"), (*path, "embeds"), errors)
    components, at = payload.get("components"), (*path, "components")
    if has_layout_flag(payload) if layout is None else layout:
        for name in LEGACY_FIELDS:
            if payload.get(name):
                message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                errors.add((*path, name), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
        table = LAYOUT_COMPONENTS
        check_layout_totals(components, at, errors)
    else:
        table = LEGACY_COMPONENTS
    if components is not None:
        table.check(components, at, errors)
        check_unique_ids(components, at, errors)
    return errors
