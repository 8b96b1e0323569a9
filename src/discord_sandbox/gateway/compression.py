"""Transport compression: one stream per connection, flushed after every frame."""

import zlib
from typing import Protocol

import zstandard


class Compressor(Protocol):
    """Turns frames into the connection's stream."""

    def compress(self, frame: bytes) -> bytes:
        """Return what to send for one frame."""
        ...


class ZlibStream:
    """``compress=zlib-stream``: every message ends with the sync-flush suffix."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def compress(self, frame: bytes) -> bytes:
        """Return what to send for one frame."""
        return self._stream.compress(frame) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """``compress=zstd-stream``: one zstd frame for the whole connection, a block flushed per message."""

    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor().compressobj()

    def compress(self, frame: bytes) -> bytes:
        """Return what to send for one frame."""
        return self._stream.compress(frame) + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


COMPRESSORS: dict[str, type[ZlibStream] | type[ZstdStream]] = {"zlib-stream": ZlibStream, "zstd-stream": ZstdStream}
