"""Roles that members take by themselves, on panels."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('server_roles:guild_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('server_roles:guild_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('server_roles:guild_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON {table} EXECUTE FUNCTION cache_renew_generation()
"""
TABLES = ("role_panel", "role_choice")


def snowflake(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def text(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=nullable)


def number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def of_guild(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_guild_id_guild")
    return sa.ForeignKeyConstraint(["guild_id"], ["guild.guild_id"], name=name, ondelete="CASCADE")


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("guild_id", *columns, name=op.f(f"pk_{table}"))


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    op.create_table(
        "role_panel",
        snowflake("guild_id"),
        number("number"),
        text("title", 100),
        text("kind"),
        text("mode"),
        snowflake("channel_id"),
        snowflake("message_id", nullable=True),
        snowflake("required_role", nullable=True),
        check("role_panel", "kind", "kind IN ('buttons', 'select')"),
        check("role_panel", "mode", "mode IN ('any', 'one', 'add-only', 'remove-only')"),
        check("role_panel", "title_length", "char_length(title) BETWEEN 1 AND 100"),
        check("role_panel", "number", "number > 0"),
        of_guild("role_panel"),
        key("role_panel", "number"),
    )
    op.create_table(
        "role_choice",
        snowflake("guild_id"),
        number("number"),
        snowflake("role_id"),
        number("place"),
        text("label", 80, nullable=True),
        text("emoji", 80, nullable=True),
        check("role_choice", "label_length", "char_length(label) BETWEEN 1 AND 80"),
        sa.ForeignKeyConstraint(
            ["guild_id", "number"],
            ["role_panel.guild_id", "role_panel.number"],
            name="fk_role_choice_panel",
            ondelete="CASCADE",
        ),
        key("role_choice", "number", "role_id"),
    )
    op.create_index("ix_role_choice_role", "role_choice", ["guild_id", "role_id"])
    for table in TABLES:
        for statement in TRIGGERS.format(table=table).split(";\n"):
            op.execute(statement)


def downgrade() -> None:
    for table in ("role_choice", "role_panel"):
        op.drop_table(table)
