"""The buttons of panels and tickets, and their forms: any process can answer them."""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

import discord
from discord import ui

from astromorty.cogs.tickets.desk import NOT_OPEN, Desk
from astromorty.context import Interaction
from astromorty.database.models import Ticket
from astromorty.database.models.ticket import LONGEST_CLOSE_REASON, LONGEST_SUBJECT
from astromorty.errors import InvalidInput, NotAllowed, Refusal
from astromorty.ui.cards import done
from astromorty.ui.form import Form
from astromorty.ui.persistent import PersistentControl

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

COMMANDS: Final = {each: f"ticket {each}" for each in ("open", "claim", "close", "reopen", "delete")}
Send = Callable[[Interaction, str], Awaitable[None]]


class TicketButton(PersistentControl, template=re.compile(r"ticket:(?P<act>open|claim|close|reopen|delete)")):
    """A button of a panel or of a ticket; the ticket is the channel's."""

    @property
    def command(self) -> str:
        """The command of the same name."""
        return COMMANDS[self.given["act"]]

    async def pressed(self, bot: "Astromorty", interaction: Interaction) -> None:
        """Do what the button says, as the command of its name does."""
        await bot.gate.refuse(interaction.user, self.command, interaction.channel)
        await getattr(self, f"_{self.given['act']}")(interaction, Desk(bot))

    async def _open(self, interaction: Interaction, desk: Desk) -> None:
        assert interaction.guild is not None
        await desk.expect_possible(interaction.guild)

        async def send(form: Interaction, subject: str) -> None:
            assert isinstance(form.user, discord.Member)
            if not subject:
                raise InvalidInput("Say in a few words what it is about.")
            await form.response.defer(ephemeral=True, thinking=True)
            ticket = await desk.open(form.user, subject)
            await form.followup.send(view=done(f"Your ticket is <#{ticket.channel_id}>."), ephemeral=True)

        label = "What is it about?"
        await interaction.response.send_modal(
            OneLine(interaction, "Open a ticket", label, LONGEST_SUBJECT, send, command=COMMANDS["open"])
        )

    async def _claim(self, interaction: Interaction, desk: Desk) -> None:
        ticket = await desk.ticket_here(interaction.guild_id, interaction.channel_id)
        await desk.refuse_non_staff(interaction.user)
        await interaction.response.defer()
        await desk.redraw(await claim(desk, ticket, interaction.user.id))

    async def _close(self, interaction: Interaction, desk: Desk) -> None:
        ticket = await desk.ticket_here(interaction.guild_id, interaction.channel_id)
        await refuse_closing(desk, ticket, interaction.user)

        async def send(form: Interaction, reason: str) -> None:
            await form.response.defer(ephemeral=True, thinking=True)
            said = await desk.close(ticket, reason or None)
            await form.followup.send(view=done(said), ephemeral=True)

        form = OneLine(
            interaction,
            "Close this ticket?",
            "Why (may be left out)",
            LONGEST_CLOSE_REASON,
            send,
            command=COMMANDS["close"],
            required=False,
        )
        await interaction.response.send_modal(form)

    async def _reopen(self, interaction: Interaction, desk: Desk) -> None:
        ticket = await desk.ticket_here(interaction.guild_id, interaction.channel_id)
        await desk.refuse_non_staff(interaction.user)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await desk.reopen(ticket)
        await interaction.followup.send(view=done("The ticket is open again."), ephemeral=True)

    async def _delete(self, interaction: Interaction, desk: Desk) -> None:
        ticket = await desk.ticket_here(interaction.guild_id, interaction.channel_id)
        await desk.refuse_non_staff(interaction.user)
        await interaction.response.defer(ephemeral=True)
        await desk.delete(ticket)


class OneLine(Form):
    """A form with one question."""

    def __init__(
        self,
        interaction: Interaction,
        title: str,
        label: str,
        longest: int,
        send: Send,
        *,
        command: str,
        required: bool = True,
    ) -> None:
        super().__init__(interaction, title=title, command=command)
        self._send = send
        self._text: ui.TextInput[ui.Modal] = ui.TextInput(custom_id="text", max_length=longest, required=required)
        self.add_item(ui.Label(text=label, component=self._text))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Pass the answer on."""
        await self._send(interaction, self._text.value.strip())


async def refuse_closing(desk: Desk, ticket: Ticket, member: discord.Member | discord.User) -> None:
    """Raise `NotAllowed` for who may not close a ticket, and `Refusal` if it is not open."""
    if ticket.opener_id != member.id and not await desk.is_staff(member):
        raise NotAllowed("Only who opened this ticket and those who answer tickets can close it.")
    if ticket.state != "open":
        raise Refusal(NOT_OPEN)


async def claim(desk: Desk, ticket: Ticket, member_id: int) -> Ticket:
    """Note that somebody takes care of a ticket; raise `Refusal` if somebody does, or it is not open."""
    claimed = await desk.tickets.claim(ticket, member_id)
    if claimed is None:
        now = await desk.tickets.get(ticket.guild_id, ticket.number)
        if now is None or now.state != "open":
            raise Refusal(NOT_OPEN)
        raise Refusal(f"<@{now.claimer_id}> takes care of this ticket already; `ticket unclaim` lets somebody else.")
    return claimed
