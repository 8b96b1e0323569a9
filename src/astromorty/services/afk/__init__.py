"""Members who are away."""

from astromorty.services.afk.absences import AFK_END, Absences, NewAbsence

__all__ = ["AFK_END", "Absences", "NewAbsence"]
