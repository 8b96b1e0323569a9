"""Ask a running bot on this machine whether it works: over a Unix socket that its own event loop answers."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

# A bot whose event loop stands still accepts no question: the kernel does, and nobody answers.
ANSWER_SECONDS: Final = 5.0
_WELL: Final = "ok"

FaultFinder = Callable[[], Awaitable[str | None]]


class NotWell(Exception):
    """The bot does not work; the message says why."""


@asynccontextmanager
async def answering_questions(socket: Path, find_fault: FaultFinder) -> AsyncGenerator[None]:
    """Answer every connection to `socket` with what `find_fault` says, as long as the block lasts.

    `find_fault` returns None for a bot that works, and bounds its own time. Raises OSError when there can be no socket.
    """

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write((await find_fault() or _WELL).encode())
            with suppress(OSError):  # who asked is gone
                await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_unix_server(answer, socket)
    try:
        os.chmod(socket, 0o600)  # noqa: PTH101 - a path's own method counts as blocking; neither call waits
        yield
    finally:
        server.close()
        with suppress(FileNotFoundError):  # Python 3.13 has removed it already
            os.unlink(socket)  # noqa: PTH108 - as above


async def ask(socket: Path) -> None:
    """Return when the bot behind `socket` works; raise NotWell with the reason when it does not, within 5 s."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_unix_connection(socket)
            try:
                answer = (await reader.read()).decode()
            finally:
                writer.close()
    except TimeoutError:
        raise NotWell(f"the bot gave no answer within {ANSWER_SECONDS:.0f} s") from None
    except OSError as error:
        raise NotWell(f"no bot answers at {socket}: {error.strerror}") from None
    if answer != _WELL:
        raise NotWell(answer or "the bot is stopping")
