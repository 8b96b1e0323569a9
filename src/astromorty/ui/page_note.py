"""What stands on a page of the dashboard besides its controls."""

from typing import Any, Final

from discord import ui

# Of the 4,000 characters that a layout carries, the settings need the rest.
LONGEST_NOTE: Final = 1_500


def note(text: str) -> list[ui.Item[Any]]:
    """Return a part of a page that only says something; nothing if there is nothing to say."""
    return [ui.TextDisplay(text[:LONGEST_NOTE])] if text else []
