"""Members who are away."""

from astromorty.services.afk.absences import Absences, NewAbsence

__all__ = ["Absences", "NewAbsence"]
