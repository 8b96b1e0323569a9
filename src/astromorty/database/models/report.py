"""What moderators decided about members' reports."""

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, OfGuild


class ReportDecisionFields(OfGuild):
    """Columns of `report_decision`; a report that has no row is undecided."""

    # The report itself is a message in the server's channel for reports, and nowhere else.
    message_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    # The case that was opened; NULL where the report was dismissed.
    case_number: int | None = Field(default=None)


class ReportDecisionRow(ReportDecisionFields, table=True):
    """The table `report_decision`."""

    __table_args__ = (CheckConstraint("case_number > 0", "case_number"),)


class ReportDecision(ReportDecisionFields):
    """A decision as it was when read; it never changes."""

    model_config = FROZEN
