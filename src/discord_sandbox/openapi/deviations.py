"""What discord.py sends otherwise than Discord's description says, and Discord accepts all the same.

Each deviation has a name and puts right one kind of request before it is compared; nothing else is forgiven.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from discord_sandbox.openapi.description import Operation

# Among the channel types of Discord's documentation; discord.py offers it with forums.
MEDIA_CHANNEL = 16
PERMISSION_FIELDS = {"allow", "deny", "permissions", "default_member_permissions"}


@dataclass(frozen=True, slots=True)
class Deviation:
    """`correct` returns a body as the description wants it, or the same when the deviation is not in it."""

    name: str
    correct: Callable[[Operation, object], object]


def _permissions_as_numbers(_: Operation, body: object) -> object:
    if isinstance(body, list):
        return [_permissions_as_numbers(_, item) for item in cast("list[object]", body)]
    if not isinstance(body, dict):
        return body
    return {
        key: int(value)
        if key in PERMISSION_FIELDS and isinstance(value, str) and value.isdecimal()
        else _permissions_as_numbers(_, value)
        for key, value in cast("dict[str, object]", body).items()
    }


def _overwrite_without_id(operation: Operation, body: object) -> object:
    if operation.path != "/channels/{channel_id}/permissions/{overwrite_id}" or not isinstance(body, dict):
        return body
    return {key: value for key, value in cast("dict[str, object]", body).items() if key != "id"}


def _ban_with_a_body(operation: Operation, body: object) -> object:
    is_ban = operation.path == "/guilds/{guild_id}/bans/{user_id}" and operation.body_required
    return {} if is_ban and body is None else body


def _edit_without_tts(operation: Operation, body: object) -> object:
    is_edit = operation.method == "PATCH" and "/messages/" in operation.path
    if not is_edit or not isinstance(body, dict):
        return body
    return {key: value for key, value in cast("dict[str, object]", body).items() if key != "tts"}


def _options_without_media_channels(operation: Operation, body: object) -> object:
    if not operation.path.endswith("/commands"):
        return body
    if isinstance(body, list):
        return [_options_without_media_channels(operation, item) for item in cast("list[object]", body)]
    if not isinstance(body, dict):
        return body
    return {
        key: [kind for kind in cast("list[object]", value) if kind != MEDIA_CHANNEL]
        if key == "channel_types" and isinstance(value, list)
        else _options_without_media_channels(operation, value)
        for key, value in cast("dict[str, object]", body).items()
    }


DEVIATIONS = (
    Deviation("media channels are offered, a type that the description leaves out", _options_without_media_channels),
    Deviation("permissions are sent as text where the description wants a number", _permissions_as_numbers),
    Deviation("an overwrite's body repeats the ID of the path", _overwrite_without_id),
    Deviation("a ban and its end have no body, options stand in the query", _ban_with_a_body),
    Deviation("an edit of a message with files or of an interaction says whether it is spoken", _edit_without_tts),
)
# This one is known where a schema is compared: an integer passes where the description wants a snowflake's text.
INTEGER_SNOWFLAKES = "snowflakes are sent as integers where the description wants text"
# Query parameters that the description does not have.
QUERY_DEVIATIONS = {("PUT", "/guilds/{guild_id}/bans/{user_id}"): {"delete_message_seconds"}}
