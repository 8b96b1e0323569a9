"""Limits of embeds (Discord's documentation, "Embed Limits")."""

from collections.abc import Mapping

from discord_sandbox.validation.fields import Boolean, Field, Link, Number, Text, Timestamp
from discord_sandbox.validation.form import FormErrors, Path, is_mapping, mappings
from discord_sandbox.validation.structures import Listing, Table

MAX_EMBEDS = 10
MAX_EMBED_CHARACTERS = 6_000
COLOR_MAX = 0xFFFFFF

_MEDIA: dict[str, Field] = {"url": Link(("http", "https", "attachment"))}

EMBED = Table(
    {
        "title": Text(high=256),
        "description": Text(high=4096),
        "url": Link(),
        "timestamp": Timestamp(),
        "color": Number(0, COLOR_MAX),
        "footer": Table({"text": Text(high=2048, required=True), "icon_url": Link(("http", "https", "attachment"))}),
        "author": Table(
            {
                "name": Text(high=256, required=True),
                "url": Link(),
                "icon_url": Link(("http", "https", "attachment")),
            }
        ),
        "image": Table(_MEDIA),
        "thumbnail": Table(_MEDIA),
        "fields": Listing(
            Table(
                {"name": Text(high=256, required=True), "value": Text(high=1024, required=True), "inline": Boolean()},
            ),
            high=25,
        ),
    }
)
EMBEDS = Listing(EMBED, high=MAX_EMBEDS)


def characters_of(embed: Mapping[str, object]) -> int:
    """Count the characters that fall under the limit of 6,000 over all embeds of one message."""
    footer, author = embed.get("footer"), embed.get("author")
    parts = [embed.get("title"), embed.get("description")]
    parts += [footer.get("text") if is_mapping(footer) else None, author.get("name") if is_mapping(author) else None]
    for _, field in mappings(embed.get("fields")):
        parts += [field.get("name"), field.get("value")]
    return sum(len(part) for part in parts if isinstance(part, str))


def check_total_size(embeds: object, path: Path, errors: FormErrors) -> None:
    """Record that all embeds together hold more than 6,000 characters."""
    if sum(characters_of(embed) for _, embed in mappings(embeds)) > MAX_EMBED_CHARACTERS:
        errors.add(path, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_EMBED_CHARACTERS}")


def is_empty(embed: Mapping[str, object]) -> bool:
    """Tell whether an embed would show nothing: a message of nothing else is an empty one."""
    shown = ("title", "description", "fields", "footer", "author", "image", "thumbnail", "timestamp", "url")
    return not any(embed.get(name) for name in shown)
