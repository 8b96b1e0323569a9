"""Panels in words, with what is wrong with them."""

import discord

from astromorty.cogs.roles.offering import trouble_on_panel
from astromorty.cogs.roles.posting import is_posted
from astromorty.database.models import RolePanel
from astromorty.ui.cards import plain


def in_full(guild: discord.Guild, panel: RolePanel) -> list[str]:
    """Return a line on a panel, and one for each role on it with why it cannot be given."""
    required = "" if panel.required_role is None else f", only for <@&{panel.required_role}>"
    lines = [f"{_name(panel)} {panel.kind}, {panel.mode}{required}, {_place(guild, panel)}"]
    for choice in panel.choices:
        trouble = trouble_on_panel(guild, guild.get_role(choice.role_id))
        lines.append(f"<@&{choice.role_id}>" + (f" ⚠️ I cannot give it: {trouble}." if trouble else ""))
    return lines


def in_short(guild: discord.Guild, panel: RolePanel) -> str:
    """Return one line on a panel."""
    broken = sum(trouble_on_panel(guild, guild.get_role(choice.role_id)) is not None for choice in panel.choices)
    warning = f" ⚠️ {broken} cannot be given" if broken else ""
    return f"{_name(panel)} {_place(guild, panel)}, {len(panel.choices)} roles{warning}"


def _name(panel: RolePanel) -> str:
    return f"**{panel.number} · {plain(panel.title)}**"


def _place(guild: discord.Guild, panel: RolePanel) -> str:
    return f"<#{panel.channel_id}>" if is_posted(guild, panel) else "⚠️ posted nowhere"
