"""Uploaded files: stored as attachments, and referred to by embeds and components."""

import re
from typing import cast
from urllib.parse import quote

from discord_sandbox.errors import DiscordError, Failure
from discord_sandbox.messages.components import ComponentType, walk
from discord_sandbox.messages.upload import Upload
from discord_sandbox.state.message import Attachment
from discord_sandbox.state.world import World
from discord_sandbox.wire import JsonObject

MAX_FILE_BYTES = 10 * 1024 * 1024  # of one file, where nobody has boosted the server
_PNG_HEADER = b"\x89PNG\r\n\x1a\n"
_UNSAFE = re.compile(r"[^\w.\-]+")


def store_uploads(
    world: World, channel_id: int, described: list[JsonObject], uploads: dict[int, Upload]
) -> list[Attachment]:
    """Make attachments of the files; ``described`` is the body's ``attachments``, whose IDs are the files' indexes."""
    descriptions = {str(each.get("id")): each for each in described}
    return [
        _store(world, channel_id, upload, descriptions.get(str(index), {})) for index, upload in sorted(uploads.items())
    ]


def kept_attachments(before: list[Attachment], described: list[JsonObject]) -> list[Attachment]:
    """Return those attachments of an edited message that the body's ``attachments`` still names."""
    named = {str(each.get("id")) for each in described}
    return [attachment for attachment in before if str(attachment.id) in named]


def resolve_media(embeds: list[JsonObject], components: list[JsonObject], attachments: list[Attachment]) -> None:
    """Replace ``attachment://name`` by the file's address, and fill in what Discord adds to media."""
    by_name = {attachment.filename: attachment for attachment in attachments}
    for embed in embeds:
        embed.setdefault("type", "rich")
        for key, field in (("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url")):
            part = embed.get(key)
            if part and part.get(field):
                part[field] = _address(str(part[field]), by_name)
                part[f"proxy_{field}"] = part[field]
    for component in walk(components):
        kind = component.get("type")
        if kind == ComponentType.THUMBNAIL:
            _resolve(component["media"], by_name)
        elif kind == ComponentType.FILE:
            _resolve_file(component, by_name)
        elif kind == ComponentType.MEDIA_GALLERY:
            for item in cast("list[JsonObject]", component.get("items") or []):
                _resolve(item["media"], by_name)


def _store(world: World, channel_id: int, upload: Upload, described: JsonObject) -> Attachment:
    if len(upload.data) > MAX_FILE_BYTES:
        raise DiscordError(Failure.REQUEST_TOO_LARGE)
    attachment_id = world.snowflakes.next()
    filename = _UNSAFE.sub("_", str(described.get("filename") or upload.filename))
    url = f"{world.cdn_url}/attachments/{channel_id}/{attachment_id}/{quote(filename)}"
    attachment = Attachment(
        attachment_id, filename, upload.content_type, upload.data, url, described.get("description")
    )
    if upload.data.startswith(_PNG_HEADER):
        attachment.content_type = "image/png"
        attachment.width = int.from_bytes(upload.data[16:20], "big")
        attachment.height = int.from_bytes(upload.data[20:24], "big")
    world.attachments[attachment_id] = attachment
    return attachment


def _address(url: str, by_name: dict[str, Attachment]) -> str:
    attachment = by_name.get(url.removeprefix("attachment://")) if url.startswith("attachment://") else None
    return attachment.url if attachment else url


def _resolve(media: JsonObject, by_name: dict[str, Attachment]) -> None:
    url = str(media.get("url", ""))
    attachment = by_name.get(url.removeprefix("attachment://"))
    media["url"] = media["proxy_url"] = _address(url, by_name)
    if attachment:
        media |= {
            "width": attachment.width,
            "height": attachment.height,
            "content_type": attachment.content_type,
            "attachment_id": str(attachment.id),
        }


def _resolve_file(component: JsonObject, by_name: dict[str, Attachment]) -> None:
    name = str(component["file"].get("url", "")).removeprefix("attachment://")
    _resolve(component["file"], by_name)
    if name in by_name:
        component["name"] = name
        component["size"] = len(by_name[name].data)
