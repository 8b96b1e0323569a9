"""Ranks, the roles that hold them, and rules for commands."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe({types});
CREATE TRIGGER cache_owe_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe({types});
CREATE TRIGGER cache_owe_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe({types});
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON {table} EXECUTE FUNCTION cache_renew_generation()
"""
CACHED = {
    "permission_rank": "'permission_set:guild_id'",
    "permission_rank_role": "'permission_set:guild_id'",
    "permission_rule": "'permission:guild_id,command', 'permission_set:guild_id'",
}


def snowflake(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def of_guild(table: str, *identity: str) -> tuple[sa.ForeignKeyConstraint, sa.PrimaryKeyConstraint]:
    guild = sa.ForeignKeyConstraint(
        ["guild_id"], ["guild.guild_id"], name=op.f(f"fk_{table}_guild_id_guild"), ondelete="CASCADE"
    )
    return guild, sa.PrimaryKeyConstraint("guild_id", *identity, name=op.f(f"pk_{table}"))


def of_rank(table: str, ondelete: str | None) -> sa.ForeignKeyConstraint:
    columns = ["permission_rank.guild_id", "permission_rank.rank"]
    return sa.ForeignKeyConstraint(["guild_id", "rank"], columns, name=op.f(f"fk_{table}_rank"), ondelete=ondelete)


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    op.create_table(
        "permission_rank",
        snowflake("guild_id"),
        sa.Column("rank", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        check("permission_rank", "rank", "rank BETWEEN 0 AND 10"),
        check("permission_rank", "name_length", "char_length(name) BETWEEN 1 AND 50"),
        *of_guild("permission_rank", "rank"),
    )
    op.create_table(
        "permission_rank_role",
        snowflake("guild_id"),
        snowflake("role_id"),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        of_rank("permission_rank_role", "CASCADE"),
        *of_guild("permission_rank_role", "role_id"),
    )
    op.create_index(op.f("ix_permission_rank_role_rank"), "permission_rank_role", ["guild_id", "rank"])
    op.create_table(
        "permission_rule",
        snowflake("guild_id"),
        sa.Column("command", sa.String(length=100), nullable=False),
        sa.Column("allows", sa.Text(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=True),
        check("permission_rule", "allows", "allows IN ('rank', 'everyone', 'nobody')"),
        check("permission_rule", "allows_rank", "(allows = 'rank') = (rank IS NOT NULL)"),
        of_rank("permission_rule", None),
        *of_guild("permission_rule", "command"),
    )
    op.create_index(op.f("ix_permission_rule_rank"), "permission_rule", ["guild_id", "rank"])
    for table, types in CACHED.items():
        for statement in TRIGGERS.split(";\n"):
            op.execute(statement.format(table=table, types=types))


def downgrade() -> None:
    op.drop_table("permission_rule")
    op.drop_table("permission_rank_role")
    op.drop_table("permission_rank")
