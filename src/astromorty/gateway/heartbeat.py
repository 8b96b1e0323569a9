"""How long Discord takes to answer a heartbeat, measured from when it was sent."""

import time
from typing import Any

from discord import gateway


class PunctualHeart(gateway.KeepAliveHandler):
    """discord.py's thread for heartbeats, which notes the time before it sends one.

    Its own notes it afterwards: to an answer that is faster than that, it adds the time since the heartbeat before.
    """

    def get_payload(self) -> dict[str, Any]:
        """Return what is sent now."""
        self._last_send = time.perf_counter()
        return super().get_payload()


def time_heartbeats() -> None:
    """Have discord.py measure so from now on; it keeps the class in its module."""
    gateway.KeepAliveHandler = PunctualHeart
