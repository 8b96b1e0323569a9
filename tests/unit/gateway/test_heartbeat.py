"""The latency of the gateway, where an answer comes before discord.py noted that it asked."""

import asyncio
import threading
from typing import Any

import pytest
from discord import gateway

from astromorty.gateway import time_heartbeats
from astromorty.gateway.heartbeat import PunctualHeart

INTERVAL = 0.4


class Socket:
    """A connection whose answers are there at once."""

    HEARTBEAT = 1
    sequence = 7
    _max_heartbeat_timeout = 60.0

    def __init__(self, kind: type[gateway.KeepAliveHandler]) -> None:
        self.loop = asyncio.get_running_loop()
        self.thread_id = threading.get_ident()
        self.beaten = asyncio.Event()
        self.heart = kind(ws=self, interval=INTERVAL, shard_id=0)  # pyright: ignore[reportArgumentType]  # all it asks of one

    async def send_heartbeat(self, data: dict[str, Any]) -> None:
        assert data == {"op": 1, "d": 7}
        self.heart.ack()
        self.beaten.set()


async def latency(kind: type[gateway.KeepAliveHandler]) -> float:
    socket = Socket(kind)
    socket.heart.start()
    await asyncio.wait_for(socket.beaten.wait(), 5)
    socket.heart.stop()
    return socket.heart.latency


async def test_a_fast_answer_is_not_taken_for_one_to_the_heartbeat_before(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await latency(gateway.KeepAliveHandler) >= INTERVAL, "discord.py has learned it: drop ours"
    assert await latency(PunctualHeart) < INTERVAL / 2
    monkeypatch.setattr(gateway, "KeepAliveHandler", gateway.KeepAliveHandler)  # back to theirs afterwards
    time_heartbeats()
    assert gateway.KeepAliveHandler is PunctualHeart
