"""Which rule of the database a statement broke."""

from sqlalchemy.exc import IntegrityError


def broken_constraint(error: IntegrityError) -> str | None:
    """Return the name of the constraint that refused a row, as the models give it; None if Postgres named none."""
    # SQLAlchemy wraps asyncpg's error, which alone knows the name.
    return getattr(error.orig.__cause__, "constraint_name", None) if error.orig is not None else None
