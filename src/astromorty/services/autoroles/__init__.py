"""Roles that members get by themselves."""

from astromorty.services.autoroles.earned import LastEarned
from astromorty.services.autoroles.latest import LatestStates, Statuses
from astromorty.services.autoroles.status import checked_text, earned_by, role_changes

__all__ = ["LastEarned", "LatestStates", "Statuses", "checked_text", "earned_by", "role_changes"]
