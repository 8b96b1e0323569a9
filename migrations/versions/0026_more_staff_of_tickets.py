"""Further roles that answer a server's tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CHECK = "char_length(tickets_more_staff) BETWEEN 1 AND 104"


def upgrade() -> None:
    op.add_column("guild_config", sa.Column("tickets_more_staff", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_guild_config_tickets_more_staff_length"), "guild_config", CHECK)


def downgrade() -> None:
    op.drop_column("guild_config", "tickets_more_staff")
