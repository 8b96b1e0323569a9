"""What there is of tickets in the end: rows, channels and transcripts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from soak.checks.tickets import StoredTicket, channels, closings, numbering, transcripts
from soak.database import connection
from soak.scene import Scene

NAME: Final = re.compile(r"ticket-(\d+)")
ROWS: Final = """
    SELECT guild_id, number, subject, state, channel_id, close_reason FROM ticket WHERE guild_id = ANY($1)
"""
FREE: Final = "SELECT guild_id, free FROM ticket_counter WHERE guild_id = ANY($1)"


async def read_tickets(url: str, scene: Scene) -> tuple[list[StoredTicket], Mapping[int, Sequence[int]]]:
    """Return what is stored, and each server's free numbers."""
    guilds = [server.id for server in scene.servers]
    async with connection(url) as database:
        rows: list[Any] = await database.fetch(ROWS, guilds)
        free: list[Any] = await database.fetch(FREE, guilds)
    return [StoredTicket(*row) for row in rows], {row["guild_id"]: row["free"] for row in free}


async def wrong_tickets(url: str, scene: Scene) -> list[str]:
    """Compare everything that is known of tickets."""
    stored, free = await read_tickets(url, scene)
    there, kept = _seen(scene)
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    said: dict[int, list[str]] = {}
    for each in stored:
        numbers[each.guild].append(each.number)
        said[each.channel or 0] = scene.ledger.said_in(each.channel or 0)
    return [
        *channels(stored, there),
        *closings(stored, scene.ledger.of("closing")),
        *transcripts(stored, kept, said),
        *numbering(numbers, free),
    ]


def _seen(scene: Scene) -> tuple[list[int], Mapping[tuple[int, int], list[str]]]:
    """Return the tickets' channels, and the texts of the transcripts by server and number."""
    there: list[int] = []
    kept: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for server in scene.servers:
        for channel in scene.discord.world.guilds[server.id].channels.values():
            if NAME.fullmatch(channel.name):
                there.append(channel.id)
            if channel.name != "ticket-transcripts":
                continue
            for file in (file for message in channel.messages.values() for file in message.attachments):
                number = NAME.match(file.filename)
                if number is not None and file.filename.endswith(".txt"):
                    kept[server.id, int(number[1])].append(file.data.decode())
    return there, kept
