"""What members wrote of late, for the log of what was edited and deleted: in memory only, and bounded."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

# 0.4 KB each and what is written in it.
MOST_OF_SERVER: Final = 1_000
MOST: Final = 20_000
# In all messages together: a process holds some 10 to 30 MB at most.
MOST_CHARACTERS: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """A message as it was when last seen.

    Attributes:
        guild_id: The server's snowflake.
        message_id: Its snowflake.
        author_id: Whose it is.
        author_name: What they are called all over Discord.
        content: Its text; empty where the bot may not read it.
        attachments: The names of its files.
        edited_at: When it was last edited.
    """

    guild_id: int
    message_id: int
    author_id: int
    author_name: str
    content: str
    attachments: tuple[str, ...] = ()
    edited_at: datetime | None = None


class RecentMessages:
    """Keeps the latest messages of each server that wants to know what becomes of them.

    discord.py keeps messages too, but a few of all servers together: a busy one would leave nothing to the others.
    """

    def __init__(self, *, of_server: int = MOST_OF_SERVER, most: int = MOST, characters: int = MOST_CHARACTERS) -> None:
        self._of_server = of_server
        self._most = most
        self._most_characters = characters
        self._all: OrderedDict[int, KnownMessage] = OrderedDict()
        self._by_server: dict[int, OrderedDict[int, None]] = {}
        self._characters = 0

    def keep(self, message: KnownMessage) -> None:
        """Remember a message, or what has become of it; the oldest ones go for it."""
        ids = self._by_server.setdefault(message.guild_id, OrderedDict())
        former = self._all.get(message.message_id)
        self._characters += len(message.content) - (len(former.content) if former else 0)
        self._all[message.message_id] = message
        ids[message.message_id] = None
        if len(ids) > self._of_server:
            self.take(next(iter(ids)))
        while len(self._all) > self._most or self._characters > self._most_characters:
            self.take(next(iter(self._all)))

    def get(self, message_id: int) -> KnownMessage | None:
        """Return what is known of a message."""
        return self._all.get(message_id)

    def take(self, message_id: int) -> KnownMessage | None:
        """Return what is known of a message and forget it."""
        message = self._all.pop(message_id, None)
        if message is None:
            return None
        self._characters -= len(message.content)
        ids = self._by_server[message.guild_id]
        del ids[message_id]
        if not ids:
            del self._by_server[message.guild_id]
        return message

    def forget_author(self, author_id: int) -> None:
        """Forget all messages of somebody, in all servers."""
        for message in tuple(self._all.values()):
            if message.author_id == author_id:
                self.take(message.message_id)

    def forget_server(self, guild_id: int) -> None:
        """Forget all messages of a server."""
        for message_id in tuple(self._by_server.get(guild_id, ())):
            self.take(message_id)
