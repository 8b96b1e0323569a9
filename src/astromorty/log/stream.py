"""Writing lines where somebody reads them, without waiting for who does not."""

import os
import select
import stat
from typing import Final, TextIO

# So many bytes go into a pipe that has room at all, and are not mixed with another program's.
_AT_ONCE: Final = select.PIPE_BUF
# How long the first line that finds no room waits for some; whoever writes waits with it. Those after it do not.
_PATIENCE_MS: Final = 200


class LogStream:
    """Takes lines for `stream`; where that is a pipe that nobody empties, they are lost, and nobody waits.

    A write into a full pipe returns when somebody has read from it: until then no signal would be heard.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._encoding = stream.encoding or "utf-8"
        self._pipe = _pipe_of(stream)
        self._room = select.poll()
        if self._pipe is not None:
            self._room.register(self._pipe, select.POLLOUT)
        self._is_stuck = False
        self._is_torn = False

    def write(self, line: str) -> bool:
        """Write a line, with its end; return False where it was lost, or its end was."""
        data = line.encode(self._encoding, "backslashreplace")
        try:
            if self._pipe is not None:
                return self._write_to_pipe(self._pipe, b"\n" + data if self._is_torn else data)
            self._stream.write(data.decode(self._encoding))
            self._stream.flush()
        except (OSError, ValueError):  # whoever read is gone, the disk is full, or the stream is closed
            return False
        return True

    def _write_to_pipe(self, pipe: int, data: bytes) -> bool:
        for first in range(0, len(data), _AT_ONCE):
            if not self._room.poll(0 if self._is_stuck else _PATIENCE_MS):
                self._is_stuck, self._is_torn = True, self._is_torn or first > 0
                return False
            os.write(pipe, data[first : first + _AT_ONCE])
            self._is_stuck = self._is_torn = False
        return True


def _pipe_of(stream: TextIO) -> int | None:
    """Return the descriptor of a stream that goes into a pipe; None for any other, as a file or a terminal."""
    try:
        number = stream.fileno()
        return number if stat.S_ISFIFO(os.fstat(number).st_mode) else None
    except (OSError, ValueError):
        return None
