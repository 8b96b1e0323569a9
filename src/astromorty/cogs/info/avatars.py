"""A user's pictures, with links to them in all sizes."""

import discord
from discord import ui

from astromorty.ui.cards import container, plain, still

# In pixels; Discord makes any power of two from 16 to 4,096.
SIZES = (128, 512, 1024, 4096)
SHOWN_SIZE = 512


def avatar_view(user: discord.User | discord.Member) -> ui.LayoutView:
    """Build the answer: the picture for this server, where there is one, and the one for everywhere."""
    box = container(plain(user.display_name))
    own = user.guild_avatar if isinstance(user, discord.Member) else None
    if own is not None:
        _add(box, "In this server", own)
    if user.avatar is not None:
        _add(box, "Everywhere else" if own else None, user.avatar)
    elif own is None:
        default = user.default_avatar
        _add_picture(box, default.url)
        box.add_item(ui.TextDisplay(f"One of Discord's own: [open]({default.url})"))
    return still(box)


def _add(box: ui.Container[ui.LayoutView], heading: str | None, picture: discord.Asset) -> None:
    if heading is not None:
        box.add_item(ui.TextDisplay(f"**{heading}**"))
    _add_picture(box, picture.with_size(SHOWN_SIZE).url)
    formats = ("gif", "png", "webp") if picture.is_animated() else ("png", "jpg", "webp")
    lines = [
        f"**{name.upper()}** "
        + " · ".join(f"[{size}]({picture.replace(size=size, format=name).url})" for size in SIZES)
        for name in formats
    ]
    box.add_item(ui.TextDisplay("\n".join(lines)))


def _add_picture(box: ui.Container[ui.LayoutView], url: str) -> None:
    box.add_item(ui.MediaGallery(discord.MediaGalleryItem(url)))
