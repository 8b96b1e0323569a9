"""The picture that answers `level`: avatar, name, level, rank and progress."""

from astromorty.ui.rank_card.card import RankCard, text_of
from astromorty.ui.rank_card.drawing import RankCards

__all__ = ["RankCard", "RankCards", "text_of"]
