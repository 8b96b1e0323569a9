"""How a starred message looks on the starboard."""

from typing import Final

import discord
from discord import ui

from astromorty.ui.cards import Tone, container, plain, still
from astromorty.ui.quote import link_to, quote, quote_message, someone

LONGEST_TEXT: Final = 2_400
LONGEST_REPLIED: Final = 200
_PICTURES: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")


def entry(guild_id: int, message: discord.Message, stars: int, emoji: str) -> ui.LayoutView:
    """Build the entry of a message; what a member wrote is quoted as it was typed and mentions nobody."""
    head = (
        f"{emoji} **{stars:,}** · <#{message.channel.id}> · {someone(message.author.id, message.author.display_name)}"
    )
    parts = [head]
    replied = message.reference.resolved if message.reference is not None else None
    if isinstance(replied, discord.Message):
        said = quote(replied.content, LONGEST_REPLIED) if replied.content.strip() else "> *no text*"
        parts.append(f"-# ↩️ in reply to {plain(replied.author.display_name)}\n{said}")
    picture = first_picture(message)
    names = [each.filename for each in message.attachments if each is not picture]
    if message.content.strip() or names or picture is None:
        parts.append(quote_message(message.content, names, LONGEST_TEXT))
    box = container(None, *parts, tone=Tone.WARNING)
    if picture is not None:
        gallery: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery()
        address = picture if isinstance(picture, str) else picture.url
        hidden = isinstance(picture, discord.Attachment) and picture.is_spoiler()
        gallery.add_item(media=address, spoiler=hidden)
        box.add_item(gallery)
    link: ui.Button[ui.LayoutView] = ui.Button(
        label="Show the message", url=link_to(guild_id, message.channel.id, message.id)
    )
    box.add_item(ui.ActionRow(link))
    return still(box)


def is_entry_of(entry: discord.Message, address: str) -> bool:
    """Say whether something on the starboard is the entry of the message with this address."""
    view = ui.LayoutView.from_message(entry, timeout=None)
    return any(isinstance(item, ui.Button) and item.url == address for item in view.walk_children())


def first_picture(message: discord.Message) -> discord.Attachment | str | None:
    """Return the first picture of a message: of its files, else of what its links show."""
    for attachment in message.attachments:
        if attachment.content_type in _PICTURES:
            return attachment
    for embed in message.embeds:
        for shown in (embed.image, embed.thumbnail):
            if shown.url is not None and shown.url.startswith(("https://", "http://")):
                return shown.url
    return None
