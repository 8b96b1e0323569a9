"""Limits of the bodies by which members, bans, roles and channels are changed."""

from collections.abc import Mapping

from discord_sandbox.validation.fields import Boolean, Choice, Field, Number, Snowflake, Text, Timestamp
from discord_sandbox.validation.form import FormErrors
from discord_sandbox.validation.structures import Listing, Table

PERMISSIONS_MAX = 2**63 - 1
DELETE_SECONDS_MAX = 604_800
BULK_BAN_MAX = 200


MEMBER = Table(
    {
        "nick": Text(high=32),
        "roles": Listing(Snowflake(), unique=True),
        "mute": Boolean(),
        "deaf": Boolean(),
        "channel_id": Snowflake(),
        "communication_disabled_until": Timestamp(),
        "flags": Number(0),
    }
)
BAN = Table({"delete_message_seconds": Number(0, DELETE_SECONDS_MAX), "delete_message_days": Number(0, 7)})
BULK_BAN = Table(
    {
        "user_ids": Listing(Snowflake(), 1, BULK_BAN_MAX, required=True, unique=True),
        "delete_message_seconds": Number(0, DELETE_SECONDS_MAX),
    }
)
ROLE = Table(
    {
        "name": Text(high=100),
        "permissions": Number(0, PERMISSIONS_MAX),
        "color": Number(0, 0xFFFFFF),
        "hoist": Boolean(),
        "mentionable": Boolean(),
        "unicode_emoji": Text(high=100),
    }
)
POSITIONS = Listing(Table({"id": Snowflake(required=True), "position": Number(0), "parent_id": Snowflake()}))
OVERWRITE_FIELDS: dict[str, Field] = {
    "type": Choice(frozenset({0, 1})),
    "allow": Number(0, PERMISSIONS_MAX),
    "deny": Number(0, PERMISSIONS_MAX),
}
OVERWRITE = Table(OVERWRITE_FIELDS)
_CHANNEL_FIELDS: dict[str, Field] = {
    "name": Text(1, 100),
    "type": Choice(frozenset({0, 2, 4, 5})),
    "topic": Text(high=1024),
    "position": Number(0),
    "nsfw": Boolean(),
    "rate_limit_per_user": Number(0, 21_600),
    "bitrate": Number(8_000, 96_000),
    "user_limit": Number(0, 99),
    "parent_id": Snowflake(),
    "permission_overwrites": Listing(Table(OVERWRITE_FIELDS | {"id": Snowflake(required=True)}), high=100),
}
CHANNEL = Table(_CHANNEL_FIELDS)
NEW_CHANNEL = Table(_CHANNEL_FIELDS | {"name": Text(1, 100, required=True)})
_THREAD_FIELDS: dict[str, Field] = {
    "name": Text(1, 100),
    "auto_archive_duration": Choice(frozenset({60, 1440, 4320, 10_080})),
    "rate_limit_per_user": Number(0, 21_600),
    "invitable": Boolean(),
}
THREAD = Table(_THREAD_FIELDS | {"archived": Boolean(), "locked": Boolean(), "flags": Number(0)})
NEW_THREAD = Table(_THREAD_FIELDS | {"name": Text(1, 100, required=True), "type": Choice(frozenset({10, 11, 12}))})
GUILD = Table({"name": Text(2, 100), "description": Text(high=300), "system_channel_id": Snowflake()})
DIRECT_MESSAGES = Table({"recipient_id": Snowflake(required=True)})
BULK_DELETE = Table({"messages": Listing(Snowflake(), required=True)})


def body_errors(table: Field, body: Mapping[str, object] | list[dict[str, object]]) -> FormErrors:
    """Compare a body with one of these tables."""
    errors = FormErrors()
    table.check(body, (), errors)
    return errors
