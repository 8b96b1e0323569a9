"""Counting presses on what the bot posted, and forms that were sent."""

from collections.abc import Generator
from contextlib import contextmanager

from astromorty.context import Interaction
from astromorty.services.command_runs import COMPONENT


@contextmanager
def counted(interaction: Interaction) -> Generator[None]:
    """Time and trace what answers a press; one that failed was counted by the handler of its error."""
    with interaction.client.command_runs.running("press") as run:
        run.name = COMPONENT
        yield
        run.is_done = not interaction.command_failed
