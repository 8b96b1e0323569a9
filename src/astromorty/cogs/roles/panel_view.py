"""How a panel looks in its channel."""

from collections.abc import Sequence
from typing import Final

import discord
from discord import ui

from astromorty.database.models import PanelMode, RoleChoice, RolePanel
from astromorty.services.emoji import can_be_shown
from astromorty.ui.cards import container, plain

BUTTONS_IN_ROW: Final = 5
# https://discord.com/developers/docs/components/reference#string-select-select-option-structure
LONGEST_NAME: Final = 80
HINTS: Final[dict[PanelMode, str]] = {
    "any": "Choose a role to get it; choose it again to give it back.",
    "one": "You can have one of these; another one takes its place.",
    "add-only": "Choose a role to get it. You cannot give it back here.",
    "remove-only": "Choose a role to give it back.",
}


def panel_view(guild: discord.Guild, panel: RolePanel) -> ui.LayoutView:
    """Build a panel's message; roles that were deleted are left out."""
    shown = [
        (_without_lost_emoji(guild, choice), choice.label or role.name)
        for choice in panel.choices
        if (role := guild.get_role(choice.role_id)) is not None
    ]
    required = "" if panel.required_role is None else f"\n-# Only for <@&{panel.required_role}>."
    lines = [f"{choice.emoji + ' ' if choice.emoji else ''}<@&{choice.role_id}>" for choice, _ in shown]
    text = " · ".join(lines) or "No roles yet."
    box = container(plain(panel.title), text, f"-# {HINTS[panel.mode]}{required}")
    rows = _buttons(panel, shown) if panel.kind == "buttons" else _select(panel, shown)
    for row in rows:
        box.add_item(row)
    view = ui.LayoutView(timeout=None)
    view.add_item(box)
    # `PanelButton` and `PanelSelect` answer, wherever the message comes from.
    view.stop()
    return view


def _without_lost_emoji(guild: discord.Guild, choice: RoleChoice) -> RoleChoice:
    """Discord refuses a whole message for an emoji that was deleted."""
    is_lost = choice.emoji is not None and not can_be_shown(choice.emoji, guild.get_emoji)
    return choice._replace(emoji=None) if is_lost else choice


def _buttons(panel: RolePanel, shown: Sequence[tuple[RoleChoice, str]]) -> list[ui.ActionRow[ui.LayoutView]]:
    buttons: list[ui.Button[ui.LayoutView]] = [
        ui.Button(
            label=name[:LONGEST_NAME], emoji=choice.emoji, custom_id=f"roles:{panel.number}:take:{choice.role_id}"
        )
        for choice, name in shown
    ]
    return [ui.ActionRow(*buttons[start : start + BUTTONS_IN_ROW]) for start in range(0, len(buttons), BUTTONS_IN_ROW)]


def _select(panel: RolePanel, shown: Sequence[tuple[RoleChoice, str]]) -> list[ui.ActionRow[ui.LayoutView]]:
    if not shown:
        return []
    select: ui.Select[ui.LayoutView] = ui.Select(
        custom_id=f"roles:{panel.number}:choose",
        placeholder="Choose roles" if panel.mode != "one" else "Choose a role",
        max_values=1 if panel.mode == "one" else len(shown),
        options=[
            discord.SelectOption(label=name[:LONGEST_NAME], value=str(choice.role_id), emoji=choice.emoji)
            for choice, name in shown
        ],
    )
    return [ui.ActionRow(select)]
