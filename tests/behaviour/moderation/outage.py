"""A database that goes away in the middle of something, for real, and comes back."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import make_url

from fixtures.postgres import database_of, execute


class Outage:
    """Takes the test's database away from everyone who uses it."""

    def __init__(self, url: str) -> None:
        self._name = make_url(url).database
        self._server = database_of(url, "postgres")
        self._is_away = False

    async def begin(self) -> None:
        """Cut all connections; new ones are told that there is no such database."""
        self._is_away = True
        await execute(
            self._server,
            f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS false',
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{self._name}'",
            f'ALTER DATABASE "{self._name}" RENAME TO "{self._name}_away"',
        )

    async def end(self) -> None:
        """Let the database be there again, as it was."""
        if self._is_away:
            self._is_away = False
            await execute(
                self._server,
                f'ALTER DATABASE "{self._name}_away" RENAME TO "{self._name}"',
                f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS true',
            )

    def begin_before(self, patch: pytest.MonkeyPatch, owner: object, name: str) -> None:
        """Begin right before a method of `owner` is called."""
        call: Callable[..., Awaitable[Any]] = getattr(owner, name)

        async def cut_off_then_call(*args: Any, **kwargs: Any) -> Any:
            await self.begin()
            return await call(*args, **kwargs)

        patch.setattr(owner, name, cut_off_then_call)
