"""Polls on messages."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from discord_sandbox.wire import JsonObject


@dataclass(slots=True)
class Poll:
    """A poll; ``answers`` are texts and emojis (``poll_media``) by their number from 1, ``votes`` who chose which.

    ``ended`` is set when nobody can vote any more and the votes have been counted.
    """

    question: str
    answers: dict[int, JsonObject]
    expires_at: datetime
    is_multiple: bool = False
    votes: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    ended: asyncio.Event = field(default_factory=asyncio.Event)
