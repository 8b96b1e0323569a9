"""What is shown of tickets: the panel, the card in the channel, the end."""

from typing import Final

import discord
from discord import ui

from astromorty.database.models import Ticket
from astromorty.ui.cards import Tone, container, plain

PANEL_TITLE: Final = "Talk to the team"
PANEL_TEXT: Final = "Press the button to open a private channel with this server's team."
PANEL_BUTTON: Final = "Open a ticket"
_STYLES: Final = {
    "open": discord.ButtonStyle.primary,
    "claim": discord.ButtonStyle.primary,
    "close": discord.ButtonStyle.danger,
    "reopen": discord.ButtonStyle.secondary,
    "delete": discord.ButtonStyle.danger,
}


def panel(title: str, text: str, button: str) -> ui.LayoutView:
    """Build the message by whose button members open tickets; it works for as long as it is there."""
    return _with_buttons(container(plain(title), text), {"open": button})


def ticket_card(ticket: Ticket) -> ui.LayoutView:
    """Build the message that says what an open ticket is about."""
    box = container(f"🎫 Ticket {ticket.number:,}", plain(ticket.subject), facts(ticket))
    return _with_buttons(box, {"claim": "Claim", "close": "Close"} if ticket.state == "open" else {})


def closed_card(ticket: Ticket, *notes: str) -> ui.LayoutView:
    """Build the message at the end of a ticket."""
    why = f"Reason: {plain(ticket.close_reason)}" if ticket.close_reason else "No reason was given."
    box = container("🔒 This ticket is closed", why, *notes, tone=Tone.WARNING)
    return _with_buttons(box, {"reopen": "Re-open", "delete": "Delete"})


def facts(ticket: Ticket) -> str:
    """Say who opened a ticket, when, and who takes care of it."""
    opener = "somebody whose data was deleted" if ticket.opener_id is None else f"<@{ticket.opener_id}>"
    claimer = "nobody yet" if ticket.claimer_id is None else f"<@{ticket.claimer_id}>"
    return f"Opened by {opener} <t:{int(ticket.opened_at.timestamp())}:R>\nTaken care of by {claimer}"


def _with_buttons(box: ui.Container[ui.LayoutView], labels: dict[str, str]) -> ui.LayoutView:
    if labels:
        box.add_item(
            ui.ActionRow(
                *(
                    ui.Button[ui.LayoutView](label=label, style=_STYLES[act], custom_id=f"ticket:{act}")
                    for act, label in labels.items()
                )
            )
        )
    view = ui.LayoutView(timeout=None)
    view.add_item(box)
    # `TicketButton` answers the buttons, wherever they come from: discord.py need not remember this view for that.
    view.stop()
    return view
