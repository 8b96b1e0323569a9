"""Guilds, their settings, and what the operator's bot remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guild",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("guild_id > 0", name=op.f("ck_guild_guild_id")),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 100", name=op.f("ck_guild_name_length")),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_guild")),
    )
    op.create_table(
        "operator_state",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("char_length(key) BETWEEN 1 AND 100", name=op.f("ck_operator_state_key_length")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_operator_state")),
    )
    op.create_table(
        "guild_config",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("prefix", sa.String(length=10), nullable=True),
        sa.Column("timezone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("char_length(prefix) BETWEEN 1 AND 10", name=op.f("ck_guild_config_prefix_length")),
        sa.CheckConstraint("char_length(timezone) BETWEEN 1 AND 64", name=op.f("ck_guild_config_timezone_length")),
        sa.CheckConstraint("version > 0", name=op.f("ck_guild_config_version")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_guild_config_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_guild_config")),
    )


def downgrade() -> None:
    op.drop_table("guild_config")
    op.drop_table("operator_state")
    op.drop_table("guild")
