"""Members who are away, their nicknames, and who mentioned them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TRIGGERS = """
CREATE TRIGGER cache_raise_version BEFORE UPDATE ON afk
    FOR EACH ROW EXECUTE FUNCTION cache_raise_version();
CREATE TRIGGER cache_number_inserted AFTER INSERT ON afk REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_number_inserted();
CREATE TRIGGER cache_owe_insert AFTER INSERT ON afk REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('afk:member_id,guild_id', 'afk_members:guild_id');
CREATE TRIGGER cache_owe_delete AFTER DELETE ON afk REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('afk:member_id,guild_id', 'afk_members:guild_id');
CREATE TRIGGER cache_owe_update AFTER UPDATE ON afk REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION cache_owe('afk:member_id,guild_id', 'afk_members:guild_id');
CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON afk EXECUTE FUNCTION cache_renew_generation()
"""


def member_of_server() -> tuple[sa.Column, ...]:
    return (
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "afk",
        *member_of_server(),
        sa.Column("reason", sa.String(length=100), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.Text(), server_default="message", nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("member_id > 0", name=op.f("ck_afk_member_id")),
        sa.CheckConstraint("char_length(reason) BETWEEN 1 AND 100", name=op.f("ck_afk_reason_length")),
        sa.CheckConstraint("ends IN ('message', 'command', 'time')", name=op.f("ck_afk_ends")),
        sa.CheckConstraint("(ends = 'time') = (until IS NOT NULL)", name=op.f("ck_afk_until")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_afk_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_afk")),
    )
    for statement in TRIGGERS.split(";\n"):
        op.execute(statement)
    op.create_table(
        "afk_nickname",
        *member_of_server(),
        sa.Column("original", sa.String(length=32), nullable=True),
        sa.Column("marked", sa.String(length=32), nullable=False),
        sa.Column("recording", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("member_id > 0", name=op.f("ck_afk_nickname_member_id")),
        sa.CheckConstraint("char_length(original) BETWEEN 1 AND 32", name=op.f("ck_afk_nickname_original_length")),
        sa.CheckConstraint("char_length(marked) BETWEEN 1 AND 32", name=op.f("ck_afk_nickname_marked_length")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_afk_nickname_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_afk_nickname")),
    )
    op.create_table(
        "afk_mention",
        *member_of_server(),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_afk_mention_number")),
        sa.ForeignKeyConstraint(
            ["guild_id", "member_id"],
            ["afk.guild_id", "afk.member_id"],
            name=op.f("fk_afk_mention_guild_id_afk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("guild_id", "member_id", "number", name=op.f("pk_afk_mention")),
    )


def downgrade() -> None:
    for table in ("afk_mention", "afk_nickname", "afk"):
        op.drop_table(table)
