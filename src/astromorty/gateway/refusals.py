"""What Discord closes a connection to the gateway for, when another attempt would not mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import discord

from astromorty.errors import StartError

_DISALLOWED_INTENTS: Final = 4014
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
_REFUSALS: Final[Mapping[int, tuple[str, str]]] = {
    4004: (
        "Discord refused the token.",
        "It was made anew since the login: copy it from the Developer Portal into BOT_TOKEN.",
    ),
    4010: (
        "Discord knows no such shard.",
        "Give all processes the same SHARDING__COUNT, or none.",
    ),
    4011: (
        "The bot is in too many servers for so few shards.",
        "Raise SHARDING__COUNT to what `astromorty doctor` names, or leave it out; for another number, stop all.",
    ),
    4012: ("Discord no longer speaks this version of its gateway.", "Take a newer version of astromorty."),
    4013: ("Discord knows one of the intents no more.", "Take a newer version of astromorty."),
    _DISALLOWED_INTENTS: (
        "Discord took away one of the privileged intents since the login.",
        "Start again to do without it, or allow it in the Developer Portal, page Bot; `astromorty doctor` names it.",
    ),
}


def refusal(error: discord.ConnectionClosed | discord.PrivilegedIntentsRequired) -> StartError:
    """Say why Discord closed the connection, and what the operator can do about it."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else _DISALLOWED_INTENTS
    reason, remedy = _REFUSALS.get(
        code, (f"Discord closed the connection with code {code}.", "Look at Discord's status page, and start again.")
    )
    return StartError("gateway", reason, remedy)
