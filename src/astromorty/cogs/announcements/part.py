"""The dashboard's page for announcements: what is to come, what stays last, and what changes it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from discord import ui

from astromorty.cogs.announcements.announcement_controls import AnnouncementControls
from astromorty.cogs.announcements.sticky_controls import sticky_controls
from astromorty.cogs.announcements.sticky_posts import StickyPosts
from astromorty.cogs.announcements.words import listed, listed_sticky
from astromorty.cogs.announcements.writing import Writing
from astromorty.services.stickies import Stickies
from astromorty.ui.cards import fitting

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

LONGEST_LIST: Final = 700


class AnnouncementsPart:
    """Shows both; announcements can be made, edited, paused, posted and deleted, sticky messages set and removed."""

    def __init__(self, stickies: Stickies, posts: StickyPosts, writing: Writing) -> None:
        self._stickies = stickies
        self._posts = posts
        self._announcements = writing.announcements
        self._controls = AnnouncementControls(writing)

    async def __call__(self, dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
        """Return the part as it is now."""
        coming = await self._announcements.of_guild(dashboard.server.id)
        stickies = await self._stickies.table.of_guild(dashboard.server.id)
        return [
            _list("**Announcements**", [listed(each) for each in coming]),
            *self._controls.rows(dashboard, coming),
            _list("**Sticky messages**", [listed_sticky(each) for each in stickies]),
            *sticky_controls(dashboard, self._stickies, self._posts, stickies),
        ]


def _list(title: str, lines: Sequence[str]) -> ui.TextDisplay[Any]:
    return ui.TextDisplay(fitting([title, *lines] if lines else [f"{title} none yet"], LONGEST_LIST))
