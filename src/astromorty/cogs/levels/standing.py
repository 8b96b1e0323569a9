"""Where a member stands: a picture, or the same in words."""

import io

import discord
from discord import ui

from astromorty.context import Context
from astromorty.database.models import Level
from astromorty.services.levels.curve import progress
from astromorty.ui.cards import card, still
from astromorty.ui.rank_card import RankCard, text_of

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


def in_words(shown: RankCard) -> ui.LayoutView:
    """Build the answer without a picture."""
    return card(None, text_of(shown))


async def answer_standing(ctx: Context, user: discord.abc.User, shown: RankCard) -> None:
    """Answer with the picture, or in words where files are not allowed or too many pictures are asked for."""
    picture = None
    if ctx.bot_permissions.attach_files:
        picture = await ctx.bot.rank_cards.picture(shown, user.display_avatar)
    if picture is None:
        await ctx.answer(in_words(shown))
        return
    file = discord.File(io.BytesIO(picture), PICTURE)
    # Whoever does not see the picture has the same in words.
    gallery: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery(
        discord.MediaGalleryItem(file, description=text_of(shown))
    )
    await ctx.answer(still(gallery), file=file)
