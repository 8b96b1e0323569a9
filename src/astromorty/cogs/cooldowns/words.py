"""How cooldowns read."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from astromorty.database.models import CommandCooldown
from astromorty.database.models.cooldown import Per
from astromorty.services.times.duration import in_words
from astromorty.ui.cards import code

# Who shares a cooldown.
BY: Final[dict[Per, str]] = {"member": "by each member", "channel": "in each channel", "server": "in this server"}


def rule_of(cooldown: CommandCooldown) -> str:
    """Say how often: `2 times in 30 seconds by each member`."""
    times = "once" if cooldown.uses == 1 else f"{cooldown.uses} times"
    return f"{times} in {in_words(timedelta(seconds=cooldown.seconds))} {BY[cooldown.per]}"


def listed(cooldowns: Sequence[CommandCooldown]) -> list[str]:
    """Return a line for each cooldown."""
    return [f"{code(each.command)} · {rule_of(each)}" for each in cooldowns]
