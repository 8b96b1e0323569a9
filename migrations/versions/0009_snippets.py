"""Snippets, how often they are used, and who may write none."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_owe_insert AFTER INSERT ON snippet REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('snippet:guild_id,name', 'snippet_names:guild_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON snippet REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('snippet:guild_id,name', 'snippet_names:guild_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON snippet REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('snippet:guild_id,name', 'snippet_names:guild_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON snippet EXECUTE FUNCTION cache_renew_generation()
"""


def upgrade() -> None:
    op.create_table(
        "snippet",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("content", sa.String(length=2000), nullable=True),
        sa.Column("target", sa.String(length=32), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("is_locked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name ~ '^[a-z0-9-]{1,32}$'", name=op.f("ck_snippet_name")),
        sa.CheckConstraint("char_length(content) BETWEEN 1 AND 2000", name=op.f("ck_snippet_content_length")),
        sa.CheckConstraint("(content IS NULL) <> (target IS NULL)", name=op.f("ck_snippet_content_or_target")),
        sa.CheckConstraint("owner_id > 0", name=op.f("ck_snippet_owner_id")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_snippet_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["guild_id", "target"],
            ["snippet.guild_id", "snippet.name"],
            name=op.f("fk_snippet_target"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("guild_id", "name", name=op.f("pk_snippet")),
    )
    op.create_index(op.f("ix_snippet_target"), "snippet", ["guild_id", "target"])
    op.create_table(
        "snippet_use",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("uses > 0", name=op.f("ck_snippet_use_uses")),
        sa.ForeignKeyConstraint(
            ["guild_id", "name"],
            ["snippet.guild_id", "snippet.name"],
            name=op.f("fk_snippet_use_guild_id_snippet"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("guild_id", "name", name=op.f("pk_snippet_use")),
    )
    op.create_table(
        "snippet_ban",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("member_id > 0", name=op.f("ck_snippet_ban_member_id")),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name=op.f("ck_snippet_ban_reason_length")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_snippet_ban_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_snippet_ban")),
    )
    for statement in TRIGGERS.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("snippet_ban")
    op.drop_table("snippet_use")
    op.drop_table("snippet")
