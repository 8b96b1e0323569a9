"""Durable timers: what must happen at a time is a row in Postgres, and any process may do it when it is due."""

from astromorty.services.timers.outcome import GiveUp, TryLater
from astromorty.services.timers.timers import Timers

__all__ = ["GiveUp", "Timers", "TryLater"]
