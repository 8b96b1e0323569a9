"""The pages of the dashboard."""

from astromorty.cogs.config.pages.area import AreaPage, AreaPart
from astromorty.cogs.config.pages.overview import OVERVIEW, Overview
from astromorty.cogs.config.pages.page import Page
from astromorty.cogs.config.pages.permissions import PermissionsPage

__all__ = ["OVERVIEW", "AreaPage", "AreaPart", "Overview", "Page", "PermissionsPage"]
