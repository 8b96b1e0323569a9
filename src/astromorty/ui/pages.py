"""Long answers, a page at a time."""

from collections.abc import Sequence

from discord import ui

from astromorty.context import Context, Interaction
from astromorty.ui.cards import card, container
from astromorty.ui.menu import Menu

# A layout carries 4,000 characters in all; heading and footer need some of them.
PAGE_CHARACTERS = 3_000


def paginate(lines: Sequence[str], *, limit: int = PAGE_CHARACTERS) -> list[str]:
    """Join `lines` to pages of at most `limit` characters; a line is never split."""
    pages: list[str] = []
    for line in lines:
        if pages and len(pages[-1]) + 1 + len(line) <= limit:
            pages[-1] = f"{pages[-1]}\n{line}"
        else:
            pages.append(line)
    return pages


class Pages(Menu):
    """Page through texts with two buttons."""

    def __init__(self, ctx: Context, title: str, pages: Sequence[str]) -> None:
        super().__init__(ctx)
        self._title = title
        self._pages = pages
        self._page = 0
        self._draw()

    def _draw(self) -> None:
        self.clear_items()
        last = len(self._pages) - 1
        back: ui.Button[Pages] = ui.Button(
            label="Previous", disabled=self._page == 0, custom_id=self.custom_id("previous")
        )
        forth: ui.Button[Pages] = ui.Button(label="Next", disabled=self._page == last, custom_id=self.custom_id("next"))
        back.callback = self._previous
        forth.callback = self._next
        box = container(self._title, self._pages[self._page], f"-# Page {self._page + 1} of {last + 1}")
        box.add_item(ui.ActionRow(back, forth))
        self.add_item(box)

    async def _previous(self, interaction: Interaction) -> None:
        await self._turn(interaction, -1)

    async def _next(self, interaction: Interaction) -> None:
        await self._turn(interaction, 1)

    async def _turn(self, interaction: Interaction, by: int) -> None:
        self._page = min(max(self._page + by, 0), len(self._pages) - 1)
        self._draw()
        await self.show(interaction)


async def answer_pages(ctx: Context, title: str, lines: Sequence[str], *, private: bool = False) -> None:
    """Answer with `lines`: as one card where they fit it, else as pages."""
    pages = paginate(lines)
    if len(pages) > 1:
        await Pages(ctx, title, pages).open(ctx, private=private)
    else:
        await ctx.answer(card(title, *pages), private=private)
