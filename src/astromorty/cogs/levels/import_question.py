"""The question before an import, and how far the import is."""

import asyncio
from collections.abc import Awaitable, Callable

import discord

from astromorty.context import Context, Interaction
from astromorty.ui.cards import card, done
from astromorty.ui.confirm import Confirm

# Discord allows some five edits of a message in five seconds.
SHOW_EVERY = 2.0
_BAR = 20


class ImportQuestion(Confirm):
    """Ask; on yes, run `apply` and show meanwhile how far it is.

    Args:
        ctx: The invocation that asks.
        detail: What would change.
        total: How many members the file has.
        apply: Does it, says by `note` how far it is, and returns a sentence about what it did.
    """

    def __init__(
        self,
        ctx: Context,
        detail: str,
        total: int,
        apply: "Callable[[ImportQuestion], Awaitable[str]]",
    ) -> None:
        super().__init__(ctx, "Import this XP?", detail, yes="Import", action=self._import)
        self._apply = apply
        self._total = total
        self._finished = 0
        self._press: Interaction | None = None

    async def note(self, finished: int, _total: int) -> None:
        """Note how many members are done."""
        self._finished = finished

    async def _confirmed(self, interaction: Interaction) -> None:
        self._press = interaction
        await super()._confirmed(interaction)

    async def _import(self) -> discord.ui.LayoutView:
        # A task of its own: the open transaction must not wait for Discord.
        showing = asyncio.create_task(self._show(), name="levels: show an import")
        try:
            return done(await self._apply(self))
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _show(self) -> None:
        assert self._press is not None
        while True:
            await asyncio.sleep(SHOW_EVERY)
            full = self._finished * _BAR // self._total
            bar = f"`{'█' * full}{'░' * (_BAR - full)}` {self._finished:,} of {self._total:,} members"
            await self._press.edit_original_response(view=card("Importing …", bar))
