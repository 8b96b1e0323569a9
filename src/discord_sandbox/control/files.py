"""Files that a user sends through the control API: JSON with the bytes in Base64."""

import base64
import binascii
from typing import cast

from discord_sandbox.control.refusal import Refusal
from discord_sandbox.messages.upload import Upload
from discord_sandbox.wire import JsonObject


def read_file(given: object) -> Upload:
    """Read ``{filename, content, content_type?}``."""
    if not isinstance(given, dict):
        raise Refusal("file_invalid", "A file is an object with filename and content (Base64).")
    described = cast("JsonObject", given)
    try:
        data = base64.b64decode(str(described["content"]), validate=True)
    except (KeyError, binascii.Error):
        raise Refusal("file_invalid", "A file's content must be Base64.") from None
    kind = str(described.get("content_type") or "application/octet-stream")
    return Upload(str(described.get("filename") or "file"), kind, data)


def read_files(given: object) -> dict[int, Upload]:
    """Read a list of files."""
    files = cast("list[object]", given or [])
    return {index: read_file(each) for index, each in enumerate(files)}
