"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.announcements.cog import AnnouncementCommands
from astromorty.cogs.announcements.part import AnnouncementsPart
from astromorty.cogs.announcements.sticky import StickyCommands
from astromorty.cogs.announcements.sticky_posts import StickyPosts
from astromorty.cogs.announcements.writing import Writing
from astromorty.services.announcements import Announcements
from astromorty.services.stickies import Stickies

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    stickies = Stickies(bot.database)
    posts, writing = StickyPosts(bot, stickies.table), Writing(bot, Announcements(bot.database, bot.timers))
    await bot.add_cog(StickyCommands(bot, stickies, posts))
    await bot.add_cog(AnnouncementCommands(bot, writing, AnnouncementsPart(stickies, posts, writing)))
