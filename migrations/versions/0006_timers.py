"""Durable timers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("payload", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claim", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("char_length(kind) BETWEEN 1 AND 32", name=op.f("ck_timer_kind_length")),
        sa.CheckConstraint("char_length(key) BETWEEN 1 AND 100", name=op.f("ck_timer_key_length")),
        sa.CheckConstraint("guild_id > 0", name=op.f("ck_timer_guild_id")),
        sa.CheckConstraint("member_id > 0", name=op.f("ck_timer_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_timer_kind_key")),
    )
    op.create_index(op.f("ix_timer_next_at"), "timer", ["next_at"])


def downgrade() -> None:
    op.drop_table("timer")
