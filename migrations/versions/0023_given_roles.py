"""Roles that members get by themselves: on joining, or for a text in their status."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('given_roles:guild_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('given_roles:guild_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('given_roles:guild_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON {table} EXECUTE FUNCTION cache_renew_generation()
"""
TABLES = ("autorole", "status_role")


def columns_of(table: str) -> tuple[sa.Column[bool] | sa.Column[str] | sa.CheckConstraint, ...]:
    if table == "autorole":
        return (sa.Column("for_bots", sa.Boolean(), server_default=sa.false(), nullable=False),)
    length = sa.CheckConstraint("char_length(text) BETWEEN 1 AND 100", name=op.f("ck_status_role_text"))
    return (sa.Column("text", sa.String(100), nullable=False), length)


def upgrade() -> None:
    for table in TABLES:
        owner = op.f(f"fk_{table}_guild_id_guild")
        op.create_table(
            table,
            sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("role_id", sa.BigInteger(), autoincrement=False, nullable=False),
            *columns_of(table),
            sa.ForeignKeyConstraint(["guild_id"], ["guild.guild_id"], name=owner, ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("guild_id", "role_id", name=op.f(f"pk_{table}")),
        )
        for statement in TRIGGERS.format(table=table).split(";\n"):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
