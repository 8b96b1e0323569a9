"""What the client returns of a server's moderation: its audit log and bans."""

from datetime import datetime
from typing import Any

import msgspec


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to whom, by name, and why; ``action`` is Discord's name for it: ``member_ban_add``.

    ``changes`` are Discord's (``key``, ``old_value``, ``new_value``), and so are ``options``.
    """

    id: int
    action: str
    user: str
    target: str | None
    reason: str | None
    at: datetime
    changes: list[dict[str, Any]]
    options: dict[str, str]


class Ban(msgspec.Struct, frozen=True):
    """Who is banned, by user name, and why."""

    name: str
    reason: str | None = None
