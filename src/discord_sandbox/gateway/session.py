"""A shard's session: it outlives its connection so that it can be resumed."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from discord_sandbox.gateway.identify import Identity
from discord_sandbox.gateway.opcodes import Opcode
from discord_sandbox.wire import JsonObject, encode_json

REPLAY_LIMIT = 5000


@dataclass(frozen=True, slots=True)
class DoubleSession:
    """A moment at which a shard's events began to come twice; Discord allows that, and bots rarely want it."""

    shard_id: int
    at: datetime


class FrameSink(Protocol):
    """What a session sends through while it is connected."""

    def send_frame(self, frame: bytes) -> None:
        """Queue one frame."""
        ...

    def close(self, code: int) -> None:
        """Close the connection after what is queued."""
        ...


class Session:
    """Numbers its events, keeps the last ones for RESUME, and sends them while connected."""

    def __init__(self, session_id: str, identity: Identity) -> None:
        self.id = session_id
        self.identity = identity
        self.sequence = 0
        self.presence = identity.presence
        self.connection: FrameSink | None = None
        self._history: deque[tuple[int, bytes]] = deque(maxlen=REPLAY_LIMIT)

    def serves(self, guild_id: int | None) -> bool:
        """Tell whether a guild's events (None: of direct messages) come through this shard."""
        shard_id = 0 if guild_id is None else (guild_id >> 22) % self.identity.shard_count
        return shard_id == self.identity.shard_id

    def emit(self, name: str, data: JsonObject) -> None:
        """Send one event, or keep it for the next RESUME."""
        self.sequence += 1
        frame = encode_json({"op": Opcode.DISPATCH, "t": name, "s": self.sequence, "d": data})
        self._history.append((self.sequence, frame))
        if self.connection:
            self.connection.send_frame(frame)

    def can_replay(self, sequence: int) -> bool:
        """Tell whether everything after ``sequence`` is still there."""
        oldest = self._history[0][0] if self._history else self.sequence + 1
        return oldest - 1 <= sequence <= self.sequence

    def replay(self, sequence: int) -> None:
        """Send again everything after ``sequence``."""
        for number, frame in list(self._history):
            if number > sequence and self.connection:
                self.connection.send_frame(frame)
