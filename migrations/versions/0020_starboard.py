"""Starred messages, and where the starboard shows them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "starboard_entry",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("stars", sa.Integer(), server_default="0", nullable=False),
        sa.Column("entry_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("removals", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claim", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(entry_id IS NULL) = (entry_channel_id IS NULL)", name=op.f("ck_starboard_entry_entry")),
        sa.CheckConstraint("removals >= 0", name=op.f("ck_starboard_entry_removals")),
        sa.CheckConstraint("stars >= 0", name=op.f("ck_starboard_entry_stars")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_starboard_entry_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "message_id", name=op.f("pk_starboard_entry")),
    )


def downgrade() -> None:
    op.drop_table("starboard_entry")
