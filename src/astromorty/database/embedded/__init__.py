"""A private Postgres for a machine without one: nothing to install, nothing left behind.

The server listens on a Unix socket that only its own user can reach, lives in one folder, and dies with the process
that started it, however that process ends.
"""

from astromorty.database.embedded.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres"]
