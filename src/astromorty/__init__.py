"""Astromorty: a Discord bot to host yourself."""

__version__ = "0.1.0"
