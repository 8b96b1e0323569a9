"""The command line."""

from astromorty.cli.app import app

__all__ = ["app"]
