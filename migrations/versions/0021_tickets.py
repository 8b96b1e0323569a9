"""Tickets: private channels between a member and a server's team."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opener_id", sa.BigInteger(), nullable=True),
        sa.Column("claimer_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.Column("transcript_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("state IN ('opening', 'open', 'closed', 'deleted')", name=op.f("ck_ticket_state")),
        sa.CheckConstraint("number > 0", name=op.f("ck_ticket_number")),
        sa.CheckConstraint("opener_id > 0", name=op.f("ck_ticket_opener_id")),
        sa.CheckConstraint("claimer_id > 0", name=op.f("ck_ticket_claimer_id")),
        sa.CheckConstraint("char_length(subject) BETWEEN 1 AND 100", name=op.f("ck_ticket_subject_length")),
        sa.CheckConstraint("char_length(close_reason) BETWEEN 1 AND 512", name=op.f("ck_ticket_close_reason_length")),
        sa.CheckConstraint("state NOT IN ('open', 'closed') OR channel_id IS NOT NULL", name=op.f("ck_ticket_channel")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_ticket_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "number", name=op.f("pk_ticket")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_ticket_channel_id")),
    )
    op.create_index("ix_ticket_opener", "ticket", ["guild_id", "opener_id", "number"])
    op.create_table(
        "ticket_counter",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("free", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint("last >= 0", name=op.f("ck_ticket_counter_last")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_ticket_counter_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_ticket_counter")),
    )


def downgrade() -> None:
    op.drop_table("ticket_counter")
    op.drop_table("ticket")
