"""What is stored and shown in the end, read past the bot."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from soak.checks.last_write import Place
from soak.database import connection
from soak.people import SETTINGS
from soak.scene import ROLES, Scene

REMINDED: Final = re.compile(r"⏰ Reminder.*?(errand-\d+)", re.DOTALL)
REPORTED: Final = re.compile(r"(report-\d+)")
ANNOUNCED: Final = re.compile(r"<@(\d+)> reached level (\d+)")
SETTLED: Final = """
    SELECT (SELECT count(*) FROM case_intent) + (SELECT count(*) FROM cache_outbox)
    + (SELECT count(*) FROM timer WHERE next_at < now() + interval '3 minutes')
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is, by server."""

    settings: Mapping[Place, object]
    snippets: Mapping[Place, object]
    absences: Mapping[Place, object]
    roles: Mapping[Place, object]
    cases: Counter[tuple[int, str]]
    case_numbers: Mapping[tuple[int, str], int]
    numbers: Mapping[int, list[int]]
    reminders: Counter[tuple[int, str]]
    reports: Counter[tuple[int, str]]
    experience: Mapping[tuple[int, int], int]
    announcements: Counter[tuple[int, int, int]]


async def read_facts(url: str, scene: Scene) -> Facts:
    """Read everything that the checks compare."""
    guilds = [server.id for server in scene.servers]
    async with connection(url) as database:

        async def rows(query: str) -> list[Any]:
            return list(await database.fetch(query, guilds))

        config = await rows("SELECT * FROM guild_config WHERE guild_id = ANY($1)")
        cases = await rows("SELECT guild_id, number, reason FROM moderation_case WHERE guild_id = ANY($1)")
        numbers: defaultdict[int, list[int]] = defaultdict(list)
        for row in cases:
            numbers[row["guild_id"]].append(row["number"])
        return Facts(
            settings={
                (row["guild_id"], name): None if row[name] is None else str(row[name])
                for row in config
                for name in ("prefix", *SETTINGS)
            },
            snippets={
                (row["guild_id"], row["name"]): row["content"]
                for row in await rows("SELECT guild_id, name, content FROM snippet WHERE guild_id = ANY($1)")
            },
            absences={
                (row["guild_id"], row["member_id"]): row["reason"]
                for row in await rows("SELECT guild_id, member_id, reason FROM afk WHERE guild_id = ANY($1)")
            },
            roles=_roles(scene),
            cases=Counter((row["guild_id"], str(row["reason"])) for row in cases),
            case_numbers={(row["guild_id"], str(row["reason"])): row["number"] for row in cases},
            numbers=numbers,
            reminders=_shown(scene, REMINDED, lambda guild, found: (guild, found[1])),
            reports=_shown(scene, REPORTED, lambda guild, found: (guild, found[1])),
            experience={
                (row["guild_id"], row["member_id"]): row["xp"]
                for row in await rows("SELECT guild_id, member_id, xp FROM level WHERE guild_id = ANY($1)")
            },
            announcements=_shown(scene, ANNOUNCED, lambda guild, found: (guild, int(found[1]), int(found[2]))),
        )


def _roles(scene: Scene) -> Mapping[Place, object]:
    presser = scene.user_id("presser")
    held = {server.id: scene.discord.world.guilds[server.id].members[presser].role_ids for server in scene.servers}
    return {
        (server.id, server.roles[role]): server.roles[role] in held[server.id]
        for server in scene.servers
        for role in ROLES
    }


def _shown(
    scene: Scene, pattern: re.Pattern[str], key: Callable[[int, re.Match[str]], tuple[Any, ...]]
) -> Counter[Any]:
    """Count what the bot's messages in the servers' channels say."""
    bot = scene.discord.world.bot.id
    return Counter(
        key(server.id, found)
        for server in scene.servers
        for channel in scene.discord.world.guilds[server.id].channels.values()
        for message in channel.messages.values()
        if message.author.id == bot and (found := pattern.search(str(message.components))) is not None
    )
