"""Log lines that go into a pipe, whoever reads it."""

import os
import signal
from collections.abc import Iterator
from typing import TextIO

import pytest

from astromorty.log.stream import LogStream


@pytest.fixture
def pipe() -> Iterator[tuple[int, TextIO]]:
    """Give the end that is read, and the one that is written to; who waits for room is ended after a while."""

    def give_up(*_: object) -> None:
        raise AssertionError("held up by a full pipe")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(20)
    read, write = os.pipe()
    os.set_blocking(read, False)
    with os.fdopen(write, "w", encoding="utf-8") as stream:
        yield read, stream
    os.close(read)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def read_all(pipe: int) -> bytes:
    parts: list[bytes] = []
    try:
        while part := os.read(pipe, 65_536):
            parts.append(part)
    except BlockingIOError:
        pass
    return b"".join(parts)


def test_lines_that_nobody_reads_are_lost_and_later_ones_arrive(pipe: tuple[int, TextIO]) -> None:
    read, write = pipe
    stream = LogStream(write)
    taken = [stream.write(f"{number} {'é' * 3_000}\n") for number in range(40)]
    assert taken.count(False) > 20
    there = read_all(read).decode()
    assert there.startswith(f"0 {'é' * 3_000}\n1 é"), "whole, though longer than what is written at once"
    assert stream.write("later\n")
    assert read_all(read).decode().removeprefix("\n") == "later\n"


def test_a_reader_that_is_gone_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", encoding="utf-8") as stream:
        assert [LogStream(stream).write("nobody\n") for _ in range(3)] == [False] * 3
