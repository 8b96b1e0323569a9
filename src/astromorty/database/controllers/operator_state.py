"""Small facts the bot remembers about itself."""

from __future__ import annotations

from sqlalchemy import func

from astromorty.database.controllers.base import BaseController
from astromorty.database.models import OperatorState, OperatorStateRow


class OperatorStateController(BaseController[OperatorState]):
    """Reads and writes `operator_state`."""

    row = OperatorStateRow
    model = OperatorState

    async def read(self, key: str) -> str | None:
        """Return what was remembered under `key`, or None."""
        state = await self.get_by_id(key)
        return None if state is None else state.value

    async def remember(self, key: str, value: str) -> None:
        """Remember `value` under `key`, in place of what was there."""
        async with self.database.unit_of_work():
            await self.upsert(key=key, value=value, updated_at=func.now())
