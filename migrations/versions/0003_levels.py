"""Levels, the first table whose writes replace cached values instead of deleting them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RAISE_VERSION = """
CREATE FUNCTION cache_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := nextval('row_version');
    RETURN NEW;
END $$
"""

NUMBER_INSERTED = """
CREATE FUNCTION cache_number_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    same text;
BEGIN
    SELECT string_agg(format('old.%1$I = new_rows.%1$I', attname), ' AND ') INTO same
    FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
    WHERE indrelid = TG_RELID AND indisprimary;
    EXECUTE format('UPDATE %I AS old SET version = old.version FROM new_rows WHERE %s', TG_TABLE_NAME, same);
    RETURN NULL;
END $$
"""

TRIGGERS = """
CREATE TRIGGER cache_raise_version BEFORE UPDATE ON level
    FOR EACH ROW EXECUTE FUNCTION cache_raise_version();
CREATE TRIGGER cache_number_inserted AFTER INSERT ON level REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_number_inserted();
CREATE TRIGGER cache_owe_insert AFTER INSERT ON level REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('levels:member_id,guild_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON level REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('levels:member_id,guild_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON level REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('levels:member_id,guild_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON level EXECUTE FUNCTION cache_renew_generation()
"""


def upgrade() -> None:
    op.execute("CREATE SEQUENCE row_version")
    op.create_table(
        "level",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("xp", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("member_id > 0", name=op.f("ck_level_member_id")),
        sa.CheckConstraint("xp BETWEEN 0 AND 9007199254740991", name=op.f("ck_level_xp")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_level_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_level")),
    )
    op.create_index(op.f("ix_level_leaderboard"), "level", ["guild_id", sa.text("xp DESC"), "member_id"])
    op.execute(RAISE_VERSION)
    op.execute(NUMBER_INSERTED)
    for statement in TRIGGERS.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("level")
    op.execute("DROP FUNCTION cache_number_inserted")
    op.execute("DROP FUNCTION cache_raise_version")
    op.execute("DROP SEQUENCE row_version")
