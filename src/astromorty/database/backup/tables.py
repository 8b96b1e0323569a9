"""Which tables a backup holds, and which rows of them are a server's own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import Table

from astromorty.database.models import Model

OF_THE_FLEET: Final = frozenset(
    {
        "cache_outbox",
        "cache_state",
        "fleet",
        "fleet_process",
        "gateway_advice",
        "identify_gate",
        "operator_state",
        "section_lock",
        "shard_lease",
    }
)
"""What running processes agree on, and what Discord was last sent: true at its moment only, so in no backup."""
OF_PERSONS: Final = frozenset({"member_settings", "reminder"})
"""What belongs to people, in whichever server they made it: in backups of everything only."""
_TIMERS_OF_PERSONS: Final = "'reminder'"


def backed_up() -> tuple[Table, ...]:
    """Return the tables of a backup of everything; each comes after those it refers to."""
    return tuple(table for table in Model.metadata.sorted_tables if table.name not in OF_THE_FLEET)


def of_servers() -> tuple[Table, ...]:
    """Return the tables of a backup of servers, `guild` first."""
    guild = Model.metadata.tables["guild"]
    others = (table for table in backed_up() if table.name not in OF_PERSONS and table is not guild)
    return (guild, *others)


def rows_of(table: str, guild_ids: Collection[int]) -> str:
    """Return the SQL condition that a row of `table` belongs to one of these servers."""
    condition = f"guild_id IN ({', '.join(str(int(guild_id)) for guild_id in guild_ids)})"
    return f"{condition} AND kind NOT IN ({_TIMERS_OF_PERSONS})" if table == "timer" else condition
