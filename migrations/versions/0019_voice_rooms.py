"""Members' own voice rooms."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "temp_room",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("channel_id > 0", name=op.f("ck_temp_room_channel_id")),
        sa.CheckConstraint("owner_id > 0", name=op.f("ck_temp_room_owner_id")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_temp_room_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "owner_id", name=op.f("pk_temp_room")),
        sa.UniqueConstraint("channel_id", name=op.f("uq_temp_room_channel_id")),
    )


def downgrade() -> None:
    op.drop_table("temp_room")
