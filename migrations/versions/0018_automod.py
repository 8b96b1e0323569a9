"""Servers' rules for messages, and who and what is exempt from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('automod_rules:guild_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('automod_rules:guild_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('automod_rules:guild_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON {table} EXECUTE FUNCTION cache_renew_generation()
"""
TABLES = ("automod_rule", "automod_exempt")
ACTIONS = "action IN ('log', 'delete', 'warn', 'timeout', 'delete-warn', 'delete-timeout')"


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def of_guild(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_guild_id_guild")
    return sa.ForeignKeyConstraint(["guild_id"], ["guild.guild_id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    rule, exempt = TABLES
    op.create_table(
        rule,
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("timeout", sa.Integer(), server_default="600", nullable=False),
        sa.Column("escalate_after", sa.Integer(), server_default="0", nullable=False),
        sa.Column("escalate_within", sa.Integer(), server_default="3600", nullable=False),
        sa.Column("is_enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("is_dry_run", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        check(rule, "name", "name ~ '^[a-z0-9-]{1,32}$'"),
        check(rule, "action", ACTIONS),
        check(rule, "timeout", "timeout BETWEEN 60 AND 2419200"),
        check(rule, "escalate_after", "escalate_after BETWEEN 0 AND 50"),
        check(rule, "escalate_within", "escalate_within BETWEEN 60 AND 86400"),
        of_guild(rule),
        sa.PrimaryKeyConstraint("guild_id", "name", name=op.f("pk_automod_rule")),
    )
    op.create_table(
        exempt,
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), autoincrement=False, nullable=False),
        check(exempt, "target", "target IN ('channel', 'role')"),
        of_guild(exempt),
        sa.PrimaryKeyConstraint("guild_id", "rule", "target", "target_id", name=op.f("pk_automod_exempt")),
    )
    for table in TABLES:
        for statement in TRIGGERS.format(table=table).split(";\n"):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
