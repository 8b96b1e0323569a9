"""The event loop of a command."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")


def run_until_told(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Do as `run_to_end`, but cancel `work` at SIGTERM: it cleans up, and `asyncio.CancelledError` is raised."""

    async def watched() -> ResultT:
        working = asyncio.ensure_future(work)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
        return await working

    return run_to_end(watched())


def run_to_end(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run `work` in a new event loop, uvloop's where there is one, and return its result."""
    factory = None
    if sys.platform != "win32":
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)
