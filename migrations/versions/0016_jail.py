"""Members in jail, and the roles they are to get back; snippet bans with reasons as long as those of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jail",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("jail_role_id", sa.BigInteger(), nullable=False),
        sa.Column("role_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("jailed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("jail_role_id > 0", name=op.f("ck_jail_jail_role_id")),
        sa.CheckConstraint("member_id > 0", name=op.f("ck_jail_member_id")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guild.guild_id"], name=op.f("fk_jail_guild_id_guild"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_jail")),
    )
    _limit_reasons(512)


def downgrade() -> None:
    op.execute("UPDATE snippet_ban SET reason = left(reason, 500) WHERE char_length(reason) > 500")
    _limit_reasons(500)
    op.drop_table("jail")


def _limit_reasons(characters: int) -> None:
    op.drop_constraint(op.f("ck_snippet_ban_reason_length"), "snippet_ban", type_="check")
    op.alter_column("snippet_ban", "reason", type_=sa.String(characters))
    op.create_check_constraint(
        op.f("ck_snippet_ban_reason_length"), "snippet_ban", f"char_length(reason) BETWEEN 1 AND {characters}"
    )
