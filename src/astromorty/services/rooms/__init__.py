"""Members' own voice rooms."""

from astromorty.services.rooms.names import LONGEST_NAME, check_template, clean_name, name_for

__all__ = ["LONGEST_NAME", "check_template", "clean_name", "name_for"]
