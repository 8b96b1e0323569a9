"""From a timer that is due to a message in a channel, once."""

from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from astromorty.cogs.announcements.trouble import tell_trouble
from astromorty.database.models import Announcement, DueTimer
from astromorty.earlier_attempts import was_posted
from astromorty.services.announcements import Announcements, is_missed
from astromorty.services.background import BackgroundTasks
from astromorty.services.timers import GiveUp, TryLater
from astromorty.ui.quote import excerpt

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# What telling a team may still take when the bot stops, in seconds.
_FINISH_TIMEOUT: Final = 2.0


class AnnouncementDelivery:
    """Posts what is due, by REST to a channel's ID: the process need not be the one that has the server's shard."""

    def __init__(self, bot: "Astromorty", announcements: Announcements) -> None:
        self._bot = bot
        self._announcements = announcements
        self._tasks = BackgroundTasks()

    async def close(self) -> None:
        """Finish telling teams of what was paused."""
        await self._tasks.close(seconds=_FINISH_TIMEOUT)

    async def give_up(self, due: DueTimer, reason: str) -> None:
        """Pause what could not be posted, and tell the server's team why."""
        paused = await self._announcements.note_failure(due, reason)
        if paused is not None:
            number = paused.announcement_id
            self._tell(paused, f"{reason}\nAnnouncement {number} is paused until `announce resume {number}`")

    async def deliver(self, due: DueTimer) -> None:
        """Handle a timer of an announcement."""
        found = await self._announcements.due(due)
        if found is None:
            return
        if is_missed(found):
            await self._miss(found)
            return
        channel = self._bot.get_partial_messageable(found.channel_id, guild_id=found.guild_id)
        try:
            if not await was_posted(self._bot, channel, due, found.due_at, lambda each: each.content == found.text):
                await channel.send(
                    found.text,
                    nonce=f"a{found.announcement_id}.{found.posts}",
                    allowed_mentions=discord.AllowedMentions(everyone=found.pings, roles=found.pings, users=False),
                )
        except discord.NotFound:
            raise GiveUp("Its channel is gone.") from None
        except discord.Forbidden:
            raise GiveUp(f"I may not write in <#{found.channel_id}>.") from None
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise TryLater(f"Discord did not take it: {str(error) or type(error).__name__}") from error
        await self._announcements.note_post(found)

    async def _miss(self, found: Announcement) -> None:
        """Let one pass that is too late, and tell the server's team."""
        number, reason = found.announcement_id, await self._announcements.note_missed(found)
        if reason is not None:
            following = "is paused until `announce edit` gives it a new time" if found.rule is None else "comes again"
            self._tell(found, f"{reason}\nAnnouncement {number} {following}")

    def _tell(self, about: Announcement, what: str) -> None:
        told = tell_trouble(
            self._bot, about.guild_id, "An announcement was not posted", f"{what}: {excerpt(about.text)}"
        )
        self._tasks.start(told, name=f"tell of announcement {about.announcement_id}")
