"""Files that a message's body refers to must be there."""

from collections.abc import Collection, Iterator, Mapping

from discord_sandbox.validation.component_totals import walk
from discord_sandbox.validation.form import FormErrors, Path, is_mapping, mappings

SCHEME = "attachment://"


def described_file_errors(described: object, known_ids: Collection[int]) -> FormErrors:
    """Compare a body's `attachments` with the indexes of its uploads and the IDs of files the message has."""
    errors = FormErrors()
    known = set(map(str, known_ids))
    for index, file in mappings(described):
        if str(file.get("id")) not in known:
            errors.add(("attachments", index), "ATTACHMENT_NOT_FOUND", "Attachment data not found")
    return errors


def media_errors(components: object, filenames: Collection[str]) -> FormErrors:
    """Find `attachment://` addresses in components that name none of the message's files."""
    errors = FormErrors()
    for path, component in walk(components, ("components",)):
        for place, media in _media_of(component):
            url = media.get("url")
            if isinstance(url, str) and url.startswith(SCHEME) and url.removeprefix(SCHEME) not in filenames:
                code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
                errors.add((*path, *place, "url"), code, "The referenced attachment was not found")
    return errors


def _media_of(component: Mapping[str, object]) -> Iterator[tuple[Path, Mapping[str, object]]]:
    for name in ("media", "file"):
        media = component.get(name)
        if is_mapping(media):
            yield (name,), media
    for index, item in mappings(component.get("items")):
        media = item.get("media")
        if is_mapping(media):
            yield ("items", index, "media"), media
