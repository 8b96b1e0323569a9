"""Roles that members get by themselves."""

from astromorty.services.autoroles.latest import LatestStates
from astromorty.services.autoroles.status import checked_text, role_changes

__all__ = ["LatestStates", "checked_text", "role_changes"]
