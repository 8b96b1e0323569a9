"""The message that tells moderators of a report: all that is known of the report is in it."""

from dataclasses import dataclass
from typing import Final

import discord
from discord import ui
from discord.utils import format_dt

from astromorty.ui.cards import Tone, container
from astromorty.ui.quote import quote, quote_message, someone

LONGEST_REASON: Final = 500
# A layout holds 4,000 characters; escaped, a reason may be twice as long.
_LONGEST_QUOTED_REASON: Final = 1_100
_LONGEST_TEXT: Final = 1_600


@dataclass(frozen=True, slots=True)
class Report:
    """What a member reports.

    Attributes:
        reporter: Who.
        target: Whom.
        is_gone: Whether the target is no member of the server any more.
        channel_id: Where it was reported.
        reason: Why, in the reporter's words.
        message: The message in question, as it was when its menu was opened.
    """

    reporter: discord.abc.User
    target: discord.abc.User
    is_gone: bool
    channel_id: int
    reason: str
    message: discord.Message | None


def report_entry(report: Report) -> ui.LayoutView:
    """Build the message, with buttons that work for as long as the message is there."""
    gone = " · not in this server any more" if report.is_gone else ""
    head = [
        f"**About** {someone(report.target.id, report.target.name)}{gone}",
        f"**By** {someone(report.reporter.id, report.reporter.name)} in <#{report.channel_id}>",
    ]
    parts = ["\n".join(head), f"**Why**\n{quote(report.reason, _LONGEST_QUOTED_REASON)}"]
    message = report.message
    if message is not None:
        files = [attachment.filename for attachment in message.attachments]
        written = format_dt(message.created_at, "R")
        said = quote_message(message.content, files, _LONGEST_TEXT)
        parts.append(f"**Message** of {written} · [show]({message.jump_url})\n{said}")
    box = container("🚩 Report", *parts, tone=Tone.WARNING)
    ids = button_ids(report.target.id)
    open_case: ui.Button[ui.LayoutView] = ui.Button(
        label="Open a case", style=discord.ButtonStyle.primary, custom_id=ids["case"]
    )
    dismiss: ui.Button[ui.LayoutView] = ui.Button(label="Dismiss", custom_id=ids["dismiss"])
    box.add_item(ui.ActionRow(open_case, dismiss))
    view = ui.LayoutView(timeout=None)
    view.add_item(box)
    # `ReportButton` answers the buttons, wherever they come from: discord.py need not remember this view for that.
    view.stop()
    return view


def button_ids(target_id: int) -> dict[str, str]:
    """Return the ID of each button below a report about somebody, by what it does."""
    return {act: f"report:{target_id}:{act}" for act in ("case", "dismiss")}


def decided_entry(message: discord.Message, sentence: str) -> ui.LayoutView:
    """Build the message anew with what was decided in place of its buttons."""
    view = ui.LayoutView.from_message(message, timeout=None)
    for box in view.children:
        if not isinstance(box, ui.Container):
            continue
        for row in [item for item in box.children if isinstance(item, ui.ActionRow)]:
            box.remove_item(row)
            box.add_item(ui.TextDisplay(sentence))
            box.accent_colour = Tone.SUCCESS.value
    view.stop()
    return view
