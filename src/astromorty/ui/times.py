"""Times, as each reader's own clock has them."""

from datetime import datetime

from discord.utils import format_dt


def moment(at: datetime) -> str:
    """Show a time, and how far away it is."""
    return f"{format_dt(at, 'F')} ({format_dt(at, 'R')})"
