"""Moderation cases, their numbers, and what is being asked of Discord."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON moderation_case REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('case:guild_id,number');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON moderation_case REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('case:guild_id,number');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON moderation_case REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('case:guild_id,number');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON moderation_case EXECUTE FUNCTION cache_renew_generation()
"""
IS_KIND = (
    "kind IN ('ban', 'tempban', 'unban', 'kick', 'timeout', 'untimeout', 'warn', 'jail', 'unjail', 'snippetban', "
    "'snippetunban', 'note')"
)


def guild_id(*, is_key: bool) -> sa.Column:
    return sa.Column("guild_id", sa.BigInteger(), nullable=False, **({"autoincrement": False} if is_key else {}))


def measure() -> tuple[sa.Column, ...]:
    return (
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("moderator_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )


def rules(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.CheckConstraint(IS_KIND, name=op.f(f"ck_{table}_kind")),
        sa.CheckConstraint("member_id > 0", name=op.f(f"ck_{table}_member_id")),
        sa.CheckConstraint("moderator_id > 0", name=op.f(f"ck_{table}_moderator_id")),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 512", name=op.f(f"ck_{table}_reason_length")),
        of_guild(table),
    )


def of_guild(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["guild_id"], ["guild.guild_id"], name=op.f(f"fk_{table}_guild_id_guild"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "case_counter",
        guild_id(is_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last > 0", name=op.f("ck_case_counter_last")),
        of_guild("case_counter"),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_case_counter")),
    )
    op.create_table(
        "case_intent",
        *measure(),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        guild_id(is_key=False),
        *rules("case_intent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_intent")),
    )
    op.create_index(op.f("ix_case_intent_guild_id"), "case_intent", ["guild_id"])
    op.create_table(
        "moderation_case",
        *measure(),
        guild_id(is_key=True),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("log_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("log_message_id", sa.BigInteger(), nullable=True),
        sa.Column("intent_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        *rules("moderation_case"),
        sa.CheckConstraint("number > 0", name=op.f("ck_moderation_case_number")),
        sa.CheckConstraint("num_nulls(log_channel_id, log_message_id) IN (0, 2)", name=op.f("ck_moderation_case_log")),
        sa.UniqueConstraint("intent_id", name=op.f("uq_moderation_case_intent_id")),
        sa.PrimaryKeyConstraint("guild_id", "number", name=op.f("pk_moderation_case")),
    )
    for what, column in (("member", "member_id"), ("moderator", "moderator_id"), ("kind", "kind")):
        op.create_index(op.f(f"ix_moderation_case_{what}"), "moderation_case", ["guild_id", column, "number"])
    for statement in TRIGGERS.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    for table in ("moderation_case", "case_intent", "case_counter"):
        op.drop_table(table)
