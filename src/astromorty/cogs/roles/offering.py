"""Which roles panels may give, and who may set that up."""

from collections.abc import Iterable

import discord

from astromorty.errors import InvalidInput, NotAllowed
from astromorty.hierarchy import moderators_rights, role_objection, role_trouble


def trouble_on_panel(guild: discord.Guild, role: discord.Role | None) -> str | None:
    """Say why no panel gives a role, as the end of a sentence; None if one may.

    Asked at each press: a role may have got moderators' permissions after it was put on a panel.
    """
    trouble = role_trouble(guild, role)
    if trouble is None and role is not None and moderators_rights(role):
        return "it has permissions of moderators, which nobody takes by themselves"
    return trouble


def refuse_role(author: discord.Member, role: discord.Role) -> None:
    """Raise unless a panel may give the role, and `author` could give it by hand."""
    trouble = trouble_on_panel(role.guild, role)
    if trouble is not None:
        raise InvalidInput(f"I cannot give {role.mention}: {trouble}.")
    refuse_power(author, [role.id])


def refuse_power(author: discord.Member, role_ids: Iterable[int]) -> None:
    """Raise unless `author` could give all of these roles by hand; those that are gone do not count.

    Also asked of who lets others choose what a panel offers: by another mode, needed role or place.
    """
    for role in map(author.guild.get_role, role_ids):
        objection = None if role is None else role_objection(author, role)
        if objection is not None:
            raise NotAllowed(objection)
