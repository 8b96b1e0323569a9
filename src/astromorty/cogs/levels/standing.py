"""A member's level, for people."""

import discord
from discord import ui
from discord.utils import escape_markdown

from astromorty.database.models import Level
from astromorty.services.levels.curve import progress
from astromorty.ui.cards import card

BAR = 20


def standing_card(member: discord.abc.User, level: Level | None, rank: int | None) -> ui.LayoutView:
    """Show a member's level, place in the server, and the way to the next level."""
    xp = level.xp if level else 0
    now = progress(xp)
    place = f" · **#{rank:,}** in this server" if rank is not None else ""
    return card(
        escape_markdown(member.display_name),
        f"Level **{now.level:,}**{place} · {xp:,} XP",
        f"`{bar(now.gained, now.needed)}` {now.gained:,} of {now.needed:,} XP to level {now.level + 1:,}",
    )


def bar(gained: int, needed: int) -> str:
    """Draw how far the next level is."""
    full = gained * BAR // needed
    return "█" * full + "░" * (BAR - full)
