"""An answer that is not long in coming: what takes longer shows how far it has come."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

import discord
from discord import ui
from loguru import logger

from astromorty.context import Context
from astromorty.ui.cards import card, show_in

# Discord waits three seconds for a first answer:
# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback
FIRST_SHOWN = 1.5
SHOWN_EVERY = 3.0


class Progress:
    """Shows `text` in place of the answer while that is not there yet.

    Args:
        ctx: The invocation.
        text: What is being done; may be changed meanwhile.
        private: Whether only the invoker may see it and the answer.
    """

    def __init__(self, ctx: Context, text: str, *, private: bool = False) -> None:
        self.text = text
        self._ctx = ctx
        self._private = private
        self._message: discord.Message | None = None
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._show(), name="show progress")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()
        if error is not None and self._message is not None:
            # The error gets an answer of its own, which should not stand below something that seems to go on.
            with suppress(discord.HTTPException):
                await self._message.delete()

    async def finish(self, view: ui.LayoutView, *, private: bool = False) -> None:
        """Answer with `view`, in place of the progress that was shown; `private` counts where none was."""
        await self._stop()
        if self._message is not None:
            try:
                await show_in(self._message, view)
            except discord.NotFound:
                pass  # somebody deleted it; the answer still matters
            else:
                return
        await self._ctx.answer(view, private=private or self._private)

    async def _stop(self) -> None:
        """Show no more; what is on its way to Discord arrives first, so that nothing overtakes it."""
        self._over.set()
        if self._task is not None:
            await self._task

    async def _show(self) -> None:
        shown, pause = None, FIRST_SHOWN
        while not await self._is_over_within(pause):
            pause = SHOWN_EVERY
            if shown != self.text:
                shown = self.text
                await self._write(card(None, f"⏳ {shown}"))

    async def _is_over_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._over.wait()
        return False

    async def _write(self, view: ui.LayoutView) -> None:
        try:
            if self._message is None:
                self._message = await self._ctx.answer(view, private=self._private)
            else:
                await show_in(self._message, view)
        except discord.HTTPException as error:
            logger.warning("Progress could not be shown: {}", error)
