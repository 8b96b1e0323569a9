"""Texts that members call up by name: names, placeholders, who may change what, and how often they are used."""

from astromorty.services.snippets.rights import Author
from astromorty.services.snippets.service import Snippets

__all__ = ["Author", "Snippets"]
