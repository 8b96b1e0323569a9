"""Backups of everything or of single servers, made while bots run, and their return."""

from astromorty.database.backup.archive import Archive, Manifest
from astromorty.database.backup.make import back_up
from astromorty.database.backup.servers import restore_servers
from astromorty.database.backup.whole import refuse_full, restore_all

__all__ = ["Archive", "Manifest", "back_up", "refuse_full", "restore_all", "restore_servers"]
