"""What the starboards show, and what is true."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from time import time
from typing import Final

from soak.checks.starboard import Starred, starboard
from soak.poets import STAR
from soak.scene import STARS, Scene

SHOWN: Final = re.compile(rf"{STAR} \*\*(\d+)\*\*.*?/channels/\d+/\d+/(\d+)", re.DOTALL)
# A reaction is followed by a look at once, or a second later; one that fails is repeated after 5 s and 15 s.
FOLLOWS_WITHIN: Final = 30.0
# By then it is in the database that a message is to be looked at.
NOTED_WITHIN: Final = 3.0


async def wrong_stars(scene: Scene) -> list[str]:
    """Compare the starboards with the stars that none was lost of; then star each message once more, and all."""
    heard = {
        place
        for place, at in scene.ledger.stars.items()
        if not scene.windows.may_lose(place[0], at, at + FOLLOWS_WITHIN)
    }
    violations = await _settled(scene, heard)
    last = scene.client.user("deputy")
    for server in scene.servers:
        for message in await last.view(server.channel):
            if (server.id, message.id) in scene.ledger.stars:
                await last.react(message, STAR)
    return violations + await _settled(scene, scene.ledger.stars.keys())


async def _settled(scene: Scene, places: Collection[Starred]) -> list[str]:
    began = time()
    while True:
        stars = {place: count for place, count in _stars(scene).items() if place in places}
        shown = {place: counts for place, counts in _shown(scene).items() if place in places}
        violations = starboard(stars, shown, threshold=STARS)
        if not violations or time() - began > FOLLOWS_WITHIN:
            return violations
        await asyncio.sleep(0.2)


def _stars(scene: Scene) -> Mapping[Starred, int]:
    counts: dict[Starred, int] = {}
    for server in scene.servers:
        messages = scene.discord.world.channels[server.channel].messages
        for guild, message in scene.ledger.stars:
            if guild == server.id:
                counts[guild, message] = sum(len(each.user_ids) for each in messages[message].reactions)
    return counts


def _shown(scene: Scene) -> Mapping[Starred, list[int]]:
    found: defaultdict[Starred, list[int]] = defaultdict(list)
    for server in scene.servers:
        for entry in scene.discord.world.channels[server.starboard].messages.values():
            if (seen := SHOWN.search(str(entry.components))) is not None:
                found[server.id, int(seen[2])].append(int(seen[1]))
    return found
