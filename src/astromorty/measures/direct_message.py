"""Telling a member about a measure against them."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import aiohttp
import discord
from discord import ui

from astromorty.measures.targets import Account
from astromorty.services.cases import CaseKind
from astromorty.ui.cards import Tone, card, plain
from astromorty.ui.times import moment

# Seconds for opening the conversation and for writing; the measure itself does not wait longer for it.
MESSAGE_TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Notice:
    """What came of telling a member: the message they got, or in one sentence why there is none.

    Neither is there where nobody was to be told.
    """

    message: discord.Message | None = None
    failure: str | None = None

    async def take_back(self) -> None:
        """Delete the message: what it says did not happen."""
        if self.message is not None:
            with suppress(discord.HTTPException, aiohttp.ClientError, TimeoutError):
                async with asyncio.timeout(MESSAGE_TIMEOUT):
                    await self.message.delete()


async def tell(target: Account, view: ui.LayoutView) -> Notice:
    """Send `view` to a member; bots and users who are not in the server cannot be reached."""
    if target.bot or not isinstance(target, discord.Member):
        return Notice()
    try:
        async with asyncio.timeout(MESSAGE_TIMEOUT):
            return Notice(await target.send(view=view))
    except discord.Forbidden:
        return Notice(failure="They take no direct messages.")
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        return Notice(failure="Discord did not deliver the direct message.")


def notice_of(kind: CaseKind, guild: discord.Guild, reason: str | None, expires_at: datetime | None) -> ui.LayoutView:
    """Write what a member is told about a measure."""
    lines = [f"Reason: {plain(reason)}" if reason else "No reason was given."]
    if expires_at is not None:
        lines.append(f"Until {moment(expires_at)}")
    return card(f"You were {kind.verb} in {plain(guild.name)}", *lines, tone=Tone.WARNING)
