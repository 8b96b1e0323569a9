"""What a moderator sees while messages are deleted, and at the end."""

from time import monotonic

import discord
from discord import ui
from loguru import logger

from astromorty.cogs.purge.purging import MOST_LOOKED_AT, Purge
from astromorty.context import Context, Interaction
from astromorty.ui.cards import Tone, card, container, done
from astromorty.ui.menu import Menu

# Discord takes five edits of a message in five seconds; a look every two is enough.
EDIT_SECONDS = 2.0


class PurgeProgress(Menu):
    """Shows how far a run is, with a button to end it.

    Args:
        ctx: The invocation that deletes.
        purge: The run.
        filters: Which messages, as the end of "12 messages …".
    """

    def __init__(self, ctx: Context, purge: Purge, filters: str) -> None:
        super().__init__(ctx)
        self.purge = purge
        self._filters = filters
        self._edited_at = monotonic()
        self._draw()

    async def tell(self) -> None:
        """Show how far the run is, unless that was shown a moment ago."""
        if self.bot.closing:
            self.purge.stop("I am restarting")
        if monotonic() - self._edited_at < EDIT_SECONDS:
            return
        self._draw()
        await self._show(self)
        self._edited_at = monotonic()

    async def finish(self) -> None:
        """Show what came of it in the progress' place."""
        await self._show(outcome(self.purge, self._filters))
        self.stop()

    def _draw(self) -> None:
        self.clear_items()
        purge = self.purge
        how_far = f"{purge.deleted:,} of {purge.found:,}" if purge.found else "Looking through the last messages …"
        cancel: ui.Button[PurgeProgress] = ui.Button(
            label="Stopping …" if purge.stopped else "Cancel",
            disabled=purge.stopped is not None,
            custom_id=self.custom_id("cancel"),
        )
        cancel.callback = self._cancelled
        box = container(f"Deleting messages in {purge.channel.mention}", how_far, tone=Tone.WARNING)
        box.add_item(ui.ActionRow(cancel))
        self.add_item(box)

    async def _cancelled(self, interaction: Interaction) -> None:
        self.purge.stop("you cancelled")
        self._draw()
        await self.show(interaction)

    async def _show(self, view: ui.LayoutView) -> None:
        if self._edit is None:
            return
        try:
            await self._edit(view=view)
        except discord.HTTPException as error:  # deleting matters more than showing it
            logger.debug("The progress of a purge could not be shown: {}", error)


def counted(count: int, filters: str) -> str:
    """Write "1 message of @mia" or "12 messages with a link"."""
    return f"{count:,} {'message' if count == 1 else 'messages'}{filters}"


def outcome(purge: Purge, filters: str) -> ui.LayoutView:
    """Say how many messages are gone, and why not more."""
    where = purge.channel.mention
    if purge.stopped is not None:
        of = f" of {purge.found:,}" if purge.found else ""
        text = f"⚠️ I deleted {purge.deleted:,}{of} messages{filters} in {where}, then stopped: {purge.stopped}."
        return card(None, text, tone=Tone.WARNING)
    if purge.found == 0:
        text = f"There are no such messages among the last {MOST_LOOKED_AT:,} in {where}. Nothing was deleted."
        return card(None, text)
    missed = purge.found - purge.deleted
    others = f" Others deleted {missed:,} meanwhile." if missed else ""
    return done(f"I deleted {counted(purge.deleted, filters)} in {where}.{others}")
