"""All that is stored about a person, as files that people and programs can read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from astromorty.database.controllers.guild import GuildController
from astromorty.database.controllers.member_data import MemberDataController

# Discord takes 10 MiB for each file from who pays for no more, such as a bot in direct messages:
# https://discord.com/developers/docs/reference#uploading-files
PART_BYTES: Final = 8 * 1024 * 1024

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


async def export_member(member_data: MemberDataController, guilds: GuildController, member_id: int) -> list[bytes]:
    """Return all that is stored about a person as JSON files; at least one.

    Raises `DatabaseUnavailableError`.
    """
    rows = await member_data.rows(member_id)
    places = {row["guild_id"] for found in rows.values() for row in found if row.get("guild_id") is not None}
    servers = await guilds.names(places)
    # Much data takes long to write; the gateway's heartbeat must not wait for it.
    return await asyncio.to_thread(export_files, member_id, rows, servers)


def export_files(
    member_id: int, rows: Rows, servers: Mapping[int, str | None], *, part_bytes: int = PART_BYTES
) -> list[bytes]:
    """Write rows, by table, into as few JSON files as hold `part_bytes` of them each, and the servers' names beside.

    Snowflakes are strings, as in Discord's own JSON: most programs count in doubles.
    """
    parts = list(_parts(rows, part_bytes)) or [{}]
    head = {"format": "astromorty-member-data", "version": 1, "member_id": str(member_id)}
    head |= {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "parts": len(parts)}
    names = {str(guild_id): name for guild_id, name in servers.items()}
    return [
        _json({**head, "part": number, "servers": names, "data": data}).encode() for number, data in enumerate(parts, 1)
    ]


def _parts(rows: Rows, part_bytes: int) -> Iterator[dict[str, list[dict[str, Any]]]]:
    part: dict[str, list[dict[str, Any]]] = {}
    size = 0
    for table, found in rows.items():
        for row in found:
            plain = {name: _plain(name, value) for name, value in row.items()}
            # In its file each line is indented by six, and a comma and a line break follow.
            weight = len(_json(plain).replace("\n", "\n" + 6 * " ").encode()) + 8
            if part and size + weight > part_bytes:
                yield part
                part, size = {}, 0
            part.setdefault(table, []).append(plain)
            size += weight
    if part:
        yield part


def _plain(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, int) and name.endswith("_id") else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
