"""Servers' rules of experience: ignored and multiplied channels and roles, the blacklist, rewards, due sweeps."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('level_rules:guild_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('level_rules:guild_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('level_rules:guild_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON {table} EXECUTE FUNCTION cache_renew_generation()
"""
CACHED = ("level_ignored", "level_multiplier", "level_blacklist", "level_reward")
IS_TARGET = "target IN ('channel', 'role')"


def snowflake(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def create(table: str, identity: tuple[sa.Column, ...], *rest: sa.Column | sa.CheckConstraint) -> None:
    keys = [column.name for column in identity]
    op.create_table(
        table,
        snowflake("guild_id"),
        *identity,
        *rest,
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f(f"fk_{table}_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", *keys, name=op.f(f"pk_{table}")),
    )


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def target() -> tuple[sa.Column, ...]:
    return sa.Column("target", sa.Text(), nullable=False), snowflake("target_id")


def upgrade() -> None:
    create("level_ignored", target(), check("level_ignored", "target", IS_TARGET))
    create(
        "level_multiplier",
        target(),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        check("level_multiplier", "target", IS_TARGET),
        check("level_multiplier", "hundredths", "hundredths BETWEEN 0 AND 1000"),
    )
    create("level_blacklist", (snowflake("member_id"),), check("level_blacklist", "member_id", "member_id > 0"))
    create(
        "level_reward",
        (snowflake("role_id"),),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("is_reported", sa.Boolean(), server_default=sa.false(), nullable=False),
        check("level_reward", "level", "level BETWEEN 1 AND 1000"),
    )
    create("level_sweep", (), sa.Column("number", sa.BigInteger(), server_default="1", nullable=False))
    for table in CACHED:
        for statement in TRIGGERS.format(table=table).split(";\n"):
            op.execute(statement)


def downgrade() -> None:
    for table in ("level_sweep", *reversed(CACHED)):
        op.drop_table(table)
