"""Ranks to choose from."""

from discord.app_commands import Choice

from astromorty.database.models import PermissionSet
from astromorty.services.guild_settings.kinds import SUGGESTIONS
from astromorty.services.permissions.ranks import RESERVED


def offer_ranks(permissions: PermissionSet, typed: str, *, values: bool = False) -> list[Choice[str]]:
    """Return the ranks for what has been typed so far, by number and name; with `values`, all that a rule can say."""
    offered = {word: word for word in RESERVED} if values else {}
    offered |= {str(rank): f"{rank} · {name}" for rank, name in permissions.ranks}
    wanted = typed.strip().casefold()
    found = [Choice(name=shown, value=value) for value, shown in offered.items() if wanted in shown.casefold()]
    return found[:SUGGESTIONS]
