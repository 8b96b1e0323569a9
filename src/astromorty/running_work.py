"""What discord.py runs for somebody: event listeners, commands, presses and forms, each in a task of its own."""

import asyncio
from collections.abc import Collection
from typing import Any

from loguru import logger

from astromorty.log.fields import WORK_TASKS


def running_work() -> list[asyncio.Task[Any]]:
    """Return what runs now, other than the caller."""
    caller = asyncio.current_task()
    return [task for task in asyncio.all_tasks() if task.get_name().startswith(WORK_TASKS) and task is not caller]


async def finish_work(running: Collection[asyncio.Task[Any]], *, seconds: float) -> None:
    """Wait for what runs, and cancel what is not done in so many seconds."""
    if not running:
        return
    logger.info("Waiting for {} running commands", len(running))
    _, late = await asyncio.wait(running, timeout=seconds)
    for task in late:  # else it would go on where there is no connection to Discord any more
        task.cancel()
