"""The cache's outbox and state, and the triggers of guild_config that owe to it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OWE = """
CREATE FUNCTION cache_owe() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    argument text;
    entry text;
    sources text[] := '{}';
BEGIN
    FOREACH argument IN ARRAY TG_ARGV LOOP
        entry := format('jsonb_build_array(%L, %s)', split_part(argument, ':', 1), split_part(argument, ':', 2));
        IF TG_OP <> 'INSERT' THEN
            sources := sources || format('SELECT %s FROM old_rows', entry);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            sources := sources || format('SELECT %s FROM new_rows', entry);
        END IF;
    END LOOP;
    EXECUTE 'INSERT INTO cache_outbox (entries) SELECT jsonb_agg(entry) FROM ('
        || array_to_string(sources, ' UNION ') || ') AS owed (entry) HAVING count(*) > 0';
    RETURN NULL;
END $$
"""

RENEW_GENERATION = """
CREATE FUNCTION cache_renew_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cache_state SET generation = gen_random_uuid();
    RETURN NULL;
END $$
"""

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON guild_config REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('guild_config:guild_id', 'prefix:guild_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON guild_config REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('guild_config:guild_id', 'prefix:guild_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON guild_config REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('guild_config:guild_id', 'prefix:guild_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON guild_config
    FOR EACH STATEMENT EXECUTE FUNCTION cache_renew_generation();
"""


def upgrade() -> None:
    op.create_table(
        "cache_outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "transaction",
            sa.BigInteger(),
            server_default=sa.text("((pg_current_xact_id())::text)::bigint"),
            nullable=False,
        ),
        sa.Column("entries", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cache_outbox")),
    )
    op.create_index(op.f("ix_cache_outbox_transaction"), "cache_outbox", ["transaction"])
    op.create_table(
        "cache_state",
        sa.Column("id", sa.Integer(), server_default="1", autoincrement=False, nullable=False),
        sa.Column("generation", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("shared_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sole_process", sa.Text(), nullable=True),
        sa.Column("sole_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_cache_state_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cache_state")),
    )
    op.execute("INSERT INTO cache_state DEFAULT VALUES")
    op.execute(OWE)
    op.execute(RENEW_GENERATION)
    for statement in TRIGGERS.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION cache_owe CASCADE")
    op.execute("DROP FUNCTION cache_renew_generation CASCADE")
    op.drop_table("cache_state")
    op.drop_table("cache_outbox")
