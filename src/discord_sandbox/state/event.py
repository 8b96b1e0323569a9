"""What happened: the unit that the gateway and the users' streams are fed with."""

from dataclasses import dataclass, field
from typing import Any

from discord_sandbox.wire import JsonObject


@dataclass(frozen=True, slots=True)
class Event:
    """A gateway event (``name`` as in Discord) or one of the sandbox's own for users.

    ``guild_id`` picks the shard (None: a DM's, shard 0) and, with ``channel_id``, who may see it: members of the guild
    with View Channel. ``recipients`` narrows that to certain users; a bot that is not among them gets nothing.
    ``aside`` is what the control API tells besides ``data``, and a bot never hears. ``needs`` are
    permissions in the guild that whoever gets it must have.
    """

    name: str
    data: JsonObject
    guild_id: int | None = None
    channel_id: int | None = None
    recipients: frozenset[int] | None = None
    aside: JsonObject = field(default_factory=dict[str, Any])
    needs: int = 0
