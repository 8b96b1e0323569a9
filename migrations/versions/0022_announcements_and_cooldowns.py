"""Sticky messages, scheduled announcements, and cooldowns of commands."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('{cached}:guild_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('{cached}:guild_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('{cached}:guild_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON {table} EXECUTE FUNCTION cache_renew_generation()
"""


def guild(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["guild_id"], ["guild.guild_id"], name=op.f(f"fk_{table}_guild_id_guild"), ondelete="CASCADE"
    )


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    op.create_table(
        "command_cooldown",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("command", sa.String(length=100), nullable=False),
        sa.Column("uses", sa.SmallInteger(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("per", sa.Text(), nullable=False),
        check("command_cooldown", "uses", "uses BETWEEN 1 AND 100"),
        check("command_cooldown", "seconds", "seconds BETWEEN 1 AND 86400"),
        check("command_cooldown", "per", "per IN ('member', 'channel', 'server')"),
        guild("command_cooldown"),
        sa.PrimaryKeyConstraint("guild_id", "command", name=op.f("pk_command_cooldown")),
    )
    op.create_table(
        "sticky_message",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        check("sticky_message", "channel_id", "channel_id > 0"),
        check("sticky_message", "text_length", "char_length(text) BETWEEN 1 AND 2000"),
        guild("sticky_message"),
        sa.PrimaryKeyConstraint("guild_id", "channel_id", name=op.f("pk_sticky_message")),
    )
    op.create_table(
        "announcement",
        sa.Column("announcement_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pings", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("first_at", sa.DateTime(), nullable=True),
        sa.Column("posts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        check("announcement", "channel_id", "channel_id > 0"),
        check("announcement", "text_length", "char_length(text) BETWEEN 1 AND 2000"),
        check("announcement", "repetition", "num_nulls(rule, zone, first_at) IN (0, 3)"),
        guild("announcement"),
        sa.PrimaryKeyConstraint("announcement_id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_guild_id_due_at"), "announcement", ["guild_id", "due_at"])
    for table, cached in (("command_cooldown", "command_cooldowns"), ("sticky_message", "sticky_messages")):
        for statement in TRIGGERS.split(";\n"):
            op.execute(statement.format(table=table, cached=cached))


def downgrade() -> None:
    op.drop_table("announcement")
    op.drop_table("sticky_message")
    op.drop_table("command_cooldown")
