"""Reading a request's body: JSON, or multipart with files."""

from typing import Any

from aiohttp import web

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.messages.upload import Upload
from discord_sandbox.wire import decode_json


async def read_body(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    """Read a JSON or multipart body; returns it with its files by their index."""
    if not request.body_exists:
        return None, {}
    if request.content_type == "multipart/form-data":
        return await _read_multipart(request)
    return _parse(await request.read()), {}


async def _read_multipart(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    body: Any = None
    uploads: dict[int, Upload] = {}
    form = await request.post()
    for name, part in form.items():
        if isinstance(part, str):
            body = _parse(part) if name == "payload_json" else body
        elif isinstance(part, web.FileField):
            index = name.removeprefix("files[").removesuffix("]")
            number = int(index) if index.isdecimal() else len(uploads)
            uploads[number] = Upload(part.filename, part.content_type, part.file.read())
    return body, uploads


def _parse(raw: bytes | str) -> Any:
    if not raw:
        return None
    try:
        return decode_json(raw)
    except ValueError:
        raise DiscordError(Failure.INVALID_JSON) from None
