"""Where invitations lead: those to the server itself, and to those it allows, are no offence."""

import asyncio
from collections import OrderedDict
from collections.abc import Collection
from time import monotonic
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from astromorty.services.automod.looking import INVITE
from astromorty.services.automod.normal import normal
from astromorty.services.automod.windows import Windows

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Invitations of which it is remembered where they lead.
MOST_REMEMBERED: Final = 2_000
# Members can write more codes than Discord answers questions; beyond these, one counts as leading elsewhere.
MOST_QUESTIONS: Final = 10
QUESTIONS_WITHIN: Final = 10.0
ANSWER_TIMEOUT: Final = 3.0
# More codes than this in a message are nobody's own.
MOST_CODES: Final = 3


class OwnInvites:
    """Asks Discord where an invitation leads, once for each."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self._leads_to: OrderedDict[str, int | None] = OrderedDict()
        self._questions = Windows()

    async def are_allowed(self, content: str, guild: discord.Guild, allowed: Collection[str]) -> bool:
        """Say whether all invitations in a text lead to the server itself or to one that it allows."""
        codes = dict.fromkeys(match[1] for match in INVITE.finditer(normal(content).shown))
        if len(codes) > MOST_CODES:
            return False
        return all([await self._is_allowed(code, guild, allowed) for code in codes])

    async def _is_allowed(self, code: str, guild: discord.Guild, allowed: Collection[str]) -> bool:
        if code in allowed or code == guild.vanity_url_code:
            return True
        guild_id = await self._guild_of(code)
        return guild_id is not None and (guild_id == guild.id or str(guild_id) in allowed)

    async def _guild_of(self, code: str) -> int | None:
        """Return the server that a code leads to; None where nobody knows."""
        if code in self._leads_to:
            return self._leads_to[code]
        if not self._questions.take(None, monotonic(), QUESTIONS_WITHIN, MOST_QUESTIONS):
            return None
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT):
                invite = await self._bot.fetch_invite(code, with_counts=False, with_expiration=False)
        except discord.NotFound:
            found = None
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError):
            return None
        else:
            found = None if invite.guild is None else invite.guild.id
        self._leads_to[code] = found
        if len(self._leads_to) > MOST_REMEMBERED:
            self._leads_to.popitem(last=False)
        return found
