"""Cases of moderation: an intent, what Discord did, a number; their ends and their entries in the log."""

from astromorty.database.models import Case, Intent
from astromorty.services.cases.kinds import CASE_KINDS, CaseKind
from astromorty.services.cases.measure import NewMeasure
from astromorty.services.cases.register import CaseStats
from astromorty.services.cases.service import Cases

__all__ = ["CASE_KINDS", "Case", "CaseKind", "CaseStats", "Cases", "Intent", "NewMeasure"]
