"""Servers' settings for levels, snippets and AFK."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHECKS = {
    "levels_xp_min": "levels_xp_min BETWEEN 1 AND 1000",
    "levels_xp_max": "levels_xp_max BETWEEN 1 AND 1000",
    "levels_xp": "levels_xp_min <= levels_xp_max",
    "levels_cooldown": "levels_cooldown BETWEEN 0 AND 86400",
    "levels_multiplier": "levels_multiplier BETWEEN 0 AND 1000",
    "levels_announce": "levels_announce IN ('off', 'here', 'channel', 'dm')",
    "levels_template_length": "char_length(levels_template) BETWEEN 1 AND 500",
    "levels_rewards": "levels_rewards IN ('stack', 'replace')",
    "snippets_creators": "snippets_creators IN ('everyone', 'managers')",
}


def columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("levels_enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("levels_xp_min", sa.Integer(), server_default="15", nullable=False),
        sa.Column("levels_xp_max", sa.Integer(), server_default="25", nullable=False),
        sa.Column("levels_cooldown", sa.Integer(), server_default="60", nullable=False),
        sa.Column("levels_multiplier", sa.Integer(), server_default="100", nullable=False),
        sa.Column("levels_announce", sa.Text(), server_default="here", nullable=False),
        sa.Column("levels_announce_channel", sa.BigInteger(), nullable=True),
        sa.Column("levels_template", sa.String(length=500), nullable=True),
        sa.Column("levels_rewards", sa.Text(), server_default="stack", nullable=False),
        sa.Column("snippets_direct", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("snippets_creators", sa.Text(), server_default="everyone", nullable=False),
        sa.Column("afk_nickname", sa.Boolean(), server_default=sa.true(), nullable=False),
    )


def upgrade() -> None:
    for column in columns():
        op.add_column("guild_config", column)
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_guild_config_{name}"), "guild_config", rule)


def downgrade() -> None:
    for column in reversed(columns()):  # the checks go with their columns
        op.drop_column("guild_config", column.name)
