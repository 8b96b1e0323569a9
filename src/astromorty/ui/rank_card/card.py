"""What a rank card says, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass

from discord.utils import escape_markdown

from astromorty.ui.cards import Tone

_BAR_BLOCKS = 20


@dataclass(frozen=True, slots=True)
class RankCard:
    """Where a member stands in a server.

    Args:
        name: The name shown in the server, as the member chose it.
        username: Stands below the name, and in its place where nothing of that can be drawn.
        level: The level reached.
        rank: The place in the server, 1 for the first; None without experience.
        gained: Experience since that level was reached.
        needed: Experience from that level to the next.
        total: Experience in all.
        accent: The colour of what stands out, as 0xRRGGBB.
    """

    name: str
    username: str
    level: int
    rank: int | None
    gained: int
    needed: int
    total: int
    accent: int = Tone.NEUTRAL.value.value

    @property
    def progress(self) -> float:
        """How far the next level is on, from 0 to 1."""
        return min(max(self.gained / self.needed, 0.0), 1.0) if self.needed > 0 else 0.0

    @property
    def place(self) -> str:
        """The rank as it is written."""
        return "–" if self.rank is None else f"#{self.rank:,}"


def text_of(card: RankCard) -> str:
    """Say in Markdown what the picture says, for where there is no picture."""
    name = escape_markdown(" ".join(card.name.split()) or card.username)
    filled = int(card.progress * _BAR_BLOCKS)
    return (
        f"**{name}** · Level **{card.level:,}** · Rank **{card.place}**\n"
        f"`{'█' * filled}{'░' * (_BAR_BLOCKS - filled)}` {card.gained:,} / {card.needed:,} XP\n"
        f"-# {card.total:,} XP in all"
    )
