"""Many small writes, one statement: what arrives within a moment is written together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

KeyT = TypeVar("KeyT", bound=tuple[int, ...])
ChangeT = TypeVar("ChangeT")
ResultT = TypeVar("ResultT")

LONGEST_WAIT: Final = 0.05
MOST_ROWS: Final = 500


class Batch(Protocol[KeyT, ChangeT, ResultT]):
    """What a group commit has to know about its table."""

    @property
    def row_errors(self) -> tuple[type[Exception], ...]:
        """Errors for which one of the rows is to blame, and after which nothing of the batch was written."""
        ...

    def combine(self, changes: Sequence[ChangeT]) -> ChangeT:
        """Return the one change that does what these do in turn."""
        ...

    def results(self, result: ResultT, changes: Sequence[ChangeT]) -> Sequence[ResultT]:
        """Return what each change in turn led to, given what all of them together led to."""
        ...

    async def write(self, changes: Mapping[KeyT, ChangeT]) -> Mapping[KeyT, ResultT]:
        """Write all rows in one transaction; the keys come sorted, so that two batches never deadlock."""
        ...


@dataclass(frozen=True, slots=True)
class _Submitted(Generic[KeyT, ChangeT, ResultT]):
    key: KeyT
    change: ChangeT
    outcome: asyncio.Future[ResultT]


class GroupCommit(Generic[KeyT, ChangeT, ResultT]):
    """Collects changes for `longest_wait` seconds or `most_rows` rows, then writes them in one transaction.

    Attributes:
        batches: How many transactions there were.
        rows: How many rows these wrote.
    """

    def __init__(
        self,
        batch: Batch[KeyT, ChangeT, ResultT],
        *,
        longest_wait: float = LONGEST_WAIT,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self.batches = 0
        self.rows = 0
        self._batch = batch
        self._longest_wait = longest_wait
        self._most_rows = most_rows
        self._pending: dict[KeyT, list[_Submitted[KeyT, ChangeT, ResultT]]] = {}
        self._full = asyncio.Event()
        self._is_closed = False
        # There is one only while something is pending.
        self._writer: asyncio.Task[None] | None = None

    @property
    def pending(self) -> int:
        """How many rows wait for the next transaction."""
        return len(self._pending)

    async def submit(self, key: KeyT, change: ChangeT) -> ResultT:
        """Return what the change led to, once it is committed; raise the error that it alone met.

        The change is written even if the caller is cancelled. Raises `RuntimeError` after `close`.
        """
        if self._is_closed:
            raise RuntimeError("the group commit is closed")
        outcome: asyncio.Future[ResultT] = asyncio.get_running_loop().create_future()
        self._pending.setdefault(key, []).append(_Submitted(key, change, outcome))
        if len(self._pending) >= self._most_rows:
            self._full.set()
        if self._writer is None:
            # From an empty context: the writer must not believe itself inside a unit of work of whoever came first.
            self._writer = Context().run(asyncio.create_task, self._write_all(), name="group commit")
        return await outcome

    async def close(self) -> None:
        """Write what is pending and accept no more."""
        self._is_closed = True
        self._full.set()
        if self._writer is not None:
            await self._writer

    async def _write_all(self) -> None:
        while self._pending:
            try:
                async with asyncio.timeout(self._longest_wait):
                    await self._full.wait()
            except TimeoutError:
                pass
            await self._write(self._take())
        # No await since nothing was pending: whoever submits now begins the next writer.
        self._writer = None

    def _take(self) -> dict[KeyT, list[_Submitted[KeyT, ChangeT, ResultT]]]:
        keys = list(self._pending)[: self._most_rows]
        taken = {key: self._pending.pop(key) for key in keys}
        if not self._is_closed and len(self._pending) < self._most_rows:
            self._full.clear()
        return taken

    async def _write(self, rows: Mapping[KeyT, Sequence[_Submitted[KeyT, ChangeT, ResultT]]]) -> None:
        """Write rows together; if one of them is at fault, half by half, so that only its own callers hear of it."""
        if not rows:
            return
        changes = {key: [submitted.change for submitted in row] for key, row in rows.items()}
        try:
            written = await self._batch.write(
                {key: self._batch.combine(of_key) for key, of_key in sorted(changes.items(), key=lambda item: item[0])}
            )
            results = {key: self._batch.results(written[key], of_key) for key, of_key in changes.items()}
        except self._batch.row_errors as error:
            halves = _halves(rows)
            for half in halves:
                await self._write(half)
            if not halves:
                _fail(rows, error)
        except Exception as error:  # the task's edge: every caller hears of it
            _fail(rows, error)
        else:
            self.batches += 1
            self.rows += len(rows)
            for key, row in rows.items():
                for submitted, result in zip(row, results[key], strict=True):
                    if not submitted.outcome.done():
                        submitted.outcome.set_result(result)


def _halves(
    rows: Mapping[KeyT, Sequence[_Submitted[KeyT, ChangeT, ResultT]]],
) -> list[dict[KeyT, Sequence[_Submitted[KeyT, ChangeT, ResultT]]]]:
    """Split a batch in two by rows, or a row's changes in two; nothing for a single change."""
    if len(rows) > 1:
        items = list(rows.items())
        middle = len(items) // 2
        return [dict(items[:middle]), dict(items[middle:])]
    return [
        {key: part}
        for key, row in rows.items()
        if len(row) > 1
        for part in (row[: len(row) // 2], row[len(row) // 2 :])
    ]


def _fail(rows: Mapping[KeyT, Sequence[_Submitted[KeyT, ChangeT, ResultT]]], error: Exception) -> None:
    for row in rows.values():
        for submitted in row:
            if not submitted.outcome.done():
                submitted.outcome.set_exception(error)
