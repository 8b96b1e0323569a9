"""Servers' settings for log channels and the jail."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = ("log_moderation", "log_reports", "log_messages", "log_members", "jail_role", "jail_channel")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("guild_config", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("guild_config", name)
