"""Find out what is wrong with an installation and say what to do about it."""

from astromorty.doctor.examination import examine, render
from astromorty.doctor.finding import Finding, State

__all__ = ["Finding", "State", "examine", "render"]
