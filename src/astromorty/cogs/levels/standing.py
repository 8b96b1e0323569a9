"""Where a member stands: a picture, or the same in words."""

import io

import discord
from discord import ui

from astromorty.database.models import Level
from astromorty.services.levels.curve import progress
from astromorty.ui.cards import card, still
from astromorty.ui.rank_card import RankCard, RankCards, text_of

PICTURE = "level.png"


def standing(user: discord.abc.User, level: Level | None, rank: int | None) -> RankCard:
    """Return what is to be said of a member's level."""
    xp = level.xp if level else 0
    now = progress(xp)
    return RankCard(
        name=user.display_name,
        username=user.name,
        level=now.level,
        rank=rank,
        gained=now.gained,
        needed=now.needed,
        total=xp,
    )


async def drawn(
    cards: RankCards, user: discord.abc.User, shown: RankCard, allowed: discord.Permissions
) -> tuple[ui.LayoutView, discord.File | None]:
    """Build the answer with the picture, or in words where files are not allowed or too many pictures are asked for."""
    picture = await cards.picture(shown, user.display_avatar) if allowed.attach_files else None
    if picture is None:
        return card(None, text_of(shown)), None
    file = discord.File(io.BytesIO(picture), PICTURE)
    # Whoever does not see the picture has the same in words.
    gallery: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery(
        discord.MediaGalleryItem(file, description=text_of(shown))
    )
    return still(gallery), file
