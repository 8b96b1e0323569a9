"""Interactive answers: they belong to one person and end before Discord's interaction token does."""

import re
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol, Self
from weakref import WeakValueDictionary

import discord
from discord import ui
from loguru import logger

from astromorty.context import Context, Interaction
from astromorty.errors import NotAllowed, Restarting
from astromorty.log.fields import bind_to_task
from astromorty.ui.presses import counted

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

MENU_TIMEOUT = 600.0
# An interaction's token lives for 15 minutes; a menu must still be able to disable itself.
TOKEN_SECONDS = 840.0
_MENU_ID = re.compile(r"menu:(\d+):")


class Live(Protocol):
    """A menu or a form; a form is pressed once, when it is sent."""

    key: int
    latest_press: int | None

    def is_finished(self) -> bool:
        """Say whether it answers no more presses."""
        ...


class LiveMenus:
    """The menus and forms that this process can still answer, by the snowflake of the invocation that opened them."""

    def __init__(self) -> None:
        self._menus: WeakValueDictionary[int, Live] = WeakValueDictionary()

    def add(self, menu: Live) -> None:
        """Remember `menu` for as long as something else holds it."""
        self._menus[menu.key] = menu

    @property
    def waiting(self) -> int:
        """How many wait for a press."""
        return sum(not menu.is_finished() for menu in self._menus.values())

    def objection(self, interaction: Interaction) -> str | None:
        """Say why no menu answers this press, in one sentence; None if one does, or if it belongs to none."""
        custom_id = (interaction.data or {}).get("custom_id")
        match = _MENU_ID.match(custom_id) if isinstance(custom_id, str) else None
        if match is None:
            return None
        menu = self._menus.get(int(match[1]))
        if menu is None or menu.is_finished():
            return "This menu has expired. Run the command again to get a new one."
        # discord.py learns of a menu's components once Discord has confirmed them, and drops a press that is faster.
        return None if menu.latest_press == interaction.id else "I was not ready for that. Please press again."


class Menu(ui.LayoutView):
    """Components that only the member who opened them may use.

    Args:
        ctx: The invocation that opens the menu.
        right: One of the gate's `RIGHTS` that the member must still have at each press, besides running the command.
    """

    def __init__(self, ctx: Context, *, right: str | None = None) -> None:
        super().__init__(timeout=MENU_TIMEOUT)
        self.bot: Astromorty = ctx.bot
        self.opener = ctx.author
        self.guild = ctx.guild
        self.command = ctx.command.qualified_name if ctx.command else None
        self.key = ctx.interaction.id if ctx.interaction is not None else ctx.message.id
        self._right = right
        self.latest_press: int | None = None
        self._edit: Callable[..., Awaitable[object]] | None = None
        # When `_edit` ends to work, by the monotonic clock; None where it does not.
        self._edit_until: float | None = None
        ctx.bot.menus.add(self)

    def custom_id(self, name: str) -> str:
        """Give the component called `name` an ID by which a press after a restart is recognised."""
        return f"menu:{self.key}:{name}"

    async def open(self, ctx: Context, *, private: bool = False) -> Self:
        """Send the menu as the answer to `ctx`."""
        self._edit = (await ctx.answer(self, private=private)).edit
        if ctx.interaction is not None:
            self._edit_until = time.monotonic() + TOKEN_SECONDS
        return self

    def edit_by(self, interaction: Interaction) -> None:
        """Change the menu by the token of this press from now on: it lives on when the one before has run out."""
        self._edit = interaction.edit_original_response
        self._edit_until = time.monotonic() + TOKEN_SECONDS
        self.timeout = MENU_TIMEOUT

    async def show(self, interaction: Interaction) -> None:
        """Show the menu's present components in answer to a press."""
        self.edit_by(interaction)
        if interaction.response.is_done():  # what the press asked for took a moment
            await interaction.edit_original_response(view=self)
        else:
            await interaction.response.edit_message(view=self)

    async def close(self, interaction: Interaction, view: ui.LayoutView) -> None:
        """Leave `view` in the menu's place and end it."""
        await interaction.edit_original_response(view=view, attachments=[])
        # Not earlier: the press in hand would count as one on an ended menu.
        self.stop()

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Raise a `Refusal` for presses by others, by who may not run the command any more, or while the bot stops."""
        self.latest_press = interaction.id
        bind_to_task(guild=interaction.guild_id, command=self.command)
        sentence = self.objection(interaction)
        if sentence is not None:
            raise NotAllowed(sentence)
        self.bot.pace.count(interaction.user)
        for name in filter(None, (self.command, self._right)):
            await self.bot.gate.refuse(interaction.user, name, interaction.channel)
        if self._edit_until is not None:
            # A press that opens a form, or fails, leaves the menu with the token it has.
            self.timeout = max(1.0, min(MENU_TIMEOUT, self._edit_until - time.monotonic()))
        return True

    def objection(self, interaction: Interaction) -> str | None:
        """Return why this press must be refused, in one sentence; None if it may go on."""
        if interaction.user.id != self.opener.id:
            return f"Only {self.opener.mention} can use this menu. Run the command yourself to get your own."
        if self.bot.closing:
            return str(Restarting())
        return None

    async def _scheduled_task(self, item: ui.Item[Any], interaction: Interaction) -> None:
        # All that answers a press; discord.py has no other place around it.
        with counted(interaction):
            await super()._scheduled_task(item, interaction)

    async def on_timeout(self) -> None:
        """Disable every control, so that nobody presses what no longer answers."""
        for item in self.walk_children():
            if isinstance(item, ui.Button | ui.Select):
                item.disabled = True
        if self._edit is None:
            return
        try:
            await self._edit(view=self)
        except discord.NotFound:
            pass  # Somebody deleted the message: there is nothing left to disable.
        except discord.HTTPException as error:
            logger.warning("An ended menu could not be disabled: {}", error)

    async def on_error(self, interaction: Interaction, error: Exception, item: ui.Item[Self], /) -> None:
        """Report the failure of a control as any command's."""
        await self.bot.errors.from_interaction(interaction, error)


class MenuModal(ui.Modal):
    """A form that a control of a menu opens; it obeys the menu's rules.

    Args:
        menu: The menu that opens it.
        title: Its heading.
        name: What it is called among the components of `menu`.
    """

    def __init__(self, menu: Menu, *, title: str, name: str) -> None:
        super().__init__(title=title, custom_id=menu.custom_id(name), timeout=menu.timeout)
        self.menu = menu

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Refuse what the menu would refuse."""
        return await self.menu.interaction_check(interaction)

    async def _scheduled_task(self, interaction: Interaction, components: Any, resolved: Any) -> None:
        with counted(interaction):
            await super()._scheduled_task(interaction, components, resolved)

    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
        """Report the failure of a form as any command's."""
        await self.menu.bot.errors.from_interaction(interaction, error)
