import asyncio
import time

import pytest

from astromorty.telemetry import loop_lag
from astromorty.telemetry.loop_lag import LoopLag


async def test_a_loop_that_stood_still_is_seen_and_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_lag, "SAMPLE_SECONDS", 0.01)
    lag = LoopLag()
    async with lag.sampled():
        await asyncio.sleep(0.03)
        time.sleep(0.3)  # noqa: ASYNC251 - what must not be is what is looked for
        await asyncio.sleep(0.03)
    assert lag.lag.total > 0.25
    assert len(asyncio.all_tasks()) == 1
