"""The server's members in the order of their experience, a page at a time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord.utils import escape_markdown
from loguru import logger

from astromorty.database.models import Level
from astromorty.services.levels.curve import level_at
from astromorty.ui.cards import code
from astromorty.ui.pages import Page

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

PER_PAGE = 10


class Leaderboard:
    """Loads pages of a server's leaderboard, each with the place of the member who looks at it."""

    def __init__(self, bot: "Astromorty", guild: discord.Guild, viewer: discord.abc.User) -> None:
        self._bot = bot
        self._guild = guild
        self._viewer = viewer

    async def load(self, number: int) -> Page:
        """Return a page, or the nearest that there is."""
        levels = self._bot.levels
        count = max(1, -(-await levels.ranked(self._guild.id) // PER_PAGE))
        number = min(max(number, 0), count - 1)
        rows = await levels.leaderboard(self._guild.id, limit=PER_PAGE, offset=number * PER_PAGE)
        if not rows:
            return Page("Nobody has any XP here yet.", 0, 1)
        lines = [
            f"**#{rank:,}** {name} · level {level_at(row.xp):,} · {row.xp:,} XP"
            for row, rank, name in zip(rows, await self._ranks(rows, number), await self._names(rows), strict=True)
        ]
        return Page("\n".join([*lines, "", await self._own_place()]), number, count)

    async def _ranks(self, rows: Sequence[Level], number: int) -> list[int]:
        """Return the places of a page's members; equals share one, over pages too."""
        ranks: list[int] = []
        for index, row in enumerate(rows):
            if index == 0:
                ranks.append(await self._bot.levels.rank(row.member_id, self._guild.id) or 1)
            elif row.xp == rows[index - 1].xp:
                ranks.append(ranks[-1])
            else:
                ranks.append(number * PER_PAGE + index + 1)
        return ranks

    async def _names(self, rows: Sequence[Level]) -> list[str]:
        """Return how a page's members are called; those who left by what is still known of them."""
        unknown = [row.member_id for row in rows if self._guild.get_member(row.member_id) is None]
        found: dict[int, discord.Member] = {}
        if unknown:
            try:
                queried = await self._guild.query_members(user_ids=unknown, limit=PER_PAGE)
                found = {member.id: member for member in queried}
            except (TimeoutError, discord.DiscordException) as error:
                logger.warning("The members of server {} could not be asked for: {}", self._guild.id, error)
        return [self._name(row.member_id, found.get(row.member_id)) for row in rows]

    def _name(self, member_id: int, found: discord.Member | None) -> str:
        member = found or self._guild.get_member(member_id)
        if member is not None:
            return escape_markdown(member.display_name)
        user = self._bot.get_user(member_id)
        return f"{escape_markdown(user.display_name) if user else code(str(member_id))} (left)"

    async def _own_place(self) -> str:
        rank = await self._bot.levels.rank(self._viewer.id, self._guild.id)
        level = await self._bot.levels.get(self._viewer.id, self._guild.id)
        if rank is None or level is None:
            return "You have no XP here yet."
        return f"You are **#{rank:,}** · level {level_at(level.xp):,} · {level.xp:,} XP"
