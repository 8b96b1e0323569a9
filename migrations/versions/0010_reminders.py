"""Reminders, and the time zone that a member chose."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON reminder REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('reminder:guild_id,reminder_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON reminder REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('reminder:guild_id,reminder_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON reminder REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('reminder:guild_id,reminder_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON reminder EXECUTE FUNCTION cache_renew_generation()
"""


def upgrade() -> None:
    op.create_table(
        "member_settings",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.CheckConstraint("member_id > 0", name=op.f("ck_member_settings_member_id")),
        sa.CheckConstraint("char_length(timezone) BETWEEN 1 AND 64", name=op.f("ck_member_settings_timezone_length")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member_settings")),
    )
    op.create_table(
        "reminder",
        sa.Column("reminder_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("first_at", sa.DateTime(), nullable=True),
        sa.Column("deliveries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("guild_id >= 0", name=op.f("ck_reminder_guild_id")),
        sa.CheckConstraint("member_id > 0", name=op.f("ck_reminder_member_id")),
        sa.CheckConstraint("channel_id > 0", name=op.f("ck_reminder_channel_id")),
        sa.CheckConstraint("place IN ('direct', 'channel')", name=op.f("ck_reminder_place")),
        sa.CheckConstraint("char_length(text) BETWEEN 1 AND 1500", name=op.f("ck_reminder_text_length")),
        sa.CheckConstraint("num_nulls(rule, zone, first_at) IN (0, 3)", name=op.f("ck_reminder_repetition")),
        sa.PrimaryKeyConstraint("reminder_id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_member_id_due_at"), "reminder", ["member_id", "due_at"])
    for statement in TRIGGERS.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_table("member_settings")
