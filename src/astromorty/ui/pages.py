"""Long answers, a page at a time."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from discord import ui

from astromorty.context import Context, Interaction
from astromorty.ui.cards import card, container
from astromorty.ui.menu import Menu

# A layout carries 4,000 characters in all; heading and footer need some of them.
PAGE_CHARACTERS = 3_000


def paginate(lines: Sequence[str]) -> list[str]:
    """Join `lines` to pages of at most `PAGE_CHARACTERS`; a line is never split."""
    pages: list[str] = []
    for line in lines:
        if pages and len(pages[-1]) + 1 + len(line) <= PAGE_CHARACTERS:
            pages[-1] = f"{pages[-1]}\n{line}"
        else:
            pages.append(line)
    return pages


@dataclass(frozen=True, slots=True)
class Page:
    """One page of several.

    Attributes:
        text: What stands on it.
        number: Which one it is, from 0.
        count: How many there are.
    """

    text: str
    number: int
    count: int


class Pages(Menu):
    """Page through a long answer with two buttons.

    Args:
        ctx: The invocation that asks.
        title: The heading of every page.
        load: Returns the page of a number, or the nearest that there is.
        first: The page to begin with.
    """

    def __init__(self, ctx: Context, title: str, load: Callable[[int], Awaitable[Page]], first: Page) -> None:
        super().__init__(ctx)
        self._title = title
        self._load = load
        self._draw(first)

    def _draw(self, page: Page) -> None:
        self.clear_items()
        self._page = page.number
        last = page.count - 1
        back: ui.Button[Pages] = ui.Button(
            label="Previous", disabled=page.number == 0, custom_id=self.custom_id("previous")
        )
        forth: ui.Button[Pages] = ui.Button(
            label="Next", disabled=page.number == last, custom_id=self.custom_id("next")
        )
        back.callback = self._previous
        forth.callback = self._next
        box = container(self._title, page.text, f"-# Page {page.number + 1:,} of {page.count:,}")
        box.add_item(ui.ActionRow(back, forth))
        self.add_item(box)

    async def _previous(self, interaction: Interaction) -> None:
        await self._turn(interaction, -1)

    async def _next(self, interaction: Interaction) -> None:
        await self._turn(interaction, 1)

    async def _turn(self, interaction: Interaction, by: int) -> None:
        self._draw(await self._load(self._page + by))
        await self.show(interaction)


async def answer_loaded(
    ctx: Context, title: str, load: Callable[[int], Awaitable[Page]], *, first: int = 0, private: bool = False
) -> None:
    """Answer with pages that are made when they are looked at: as one card where there is only one."""
    page = await load(first)
    if page.count > 1:
        await Pages(ctx, title, load, page).open(ctx, private=private)
    else:
        await ctx.answer(card(title, page.text), private=private)


async def answer_pages(ctx: Context, title: str, lines: Sequence[str], *, private: bool = False) -> None:
    """Answer with `lines`: as one card where they fit it, else as pages."""
    texts = paginate(lines)

    async def load(number: int) -> Page:
        nearest = min(max(number, 0), len(texts) - 1)
        return Page(texts[nearest], nearest, len(texts))

    await answer_loaded(ctx, title, load, private=private)
