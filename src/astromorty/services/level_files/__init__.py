"""Members' experience as files: out as CSV, in as CSV or JSON."""

from astromorty.services.level_files.exporting import export_levels
from astromorty.services.level_files.importing import LevelImporter
from astromorty.services.level_files.reading import LevelFile, Problem, read_level_file

__all__ = ["LevelFile", "LevelImporter", "Problem", "export_levels", "read_level_file"]
