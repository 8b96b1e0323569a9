"""Servers' settings for automod, the starboard, welcomes, tickets and rooms."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SNOWFLAKES = (
    "log_automod",
    "starboard_channel",
    "welcome_channel",
    "goodbye_channel",
    "tickets_category",
    "tickets_staff",
    "tickets_transcripts",
    "rooms_lobby",
    "rooms_category",
)
TEXTS = ("welcome_template", "welcome_dm", "goodbye_template")
NUMBERS = {"starboard_threshold": (1, 100, 3), "tickets_limit": (1, 10, 1), "rooms_limit": (0, 99, 0)}
SWITCHES = ("automod_enabled", "automod_dry_run")
NAMES = {"starboard_emoji": (64, "⭐"), "rooms_name": (100, "Room of {user}")}
CHECKS = {
    **{name: f"{name} BETWEEN {lowest} AND {highest}" for name, (lowest, highest, _) in NUMBERS.items()},
    **{f"{name}_length": f"char_length({name}) BETWEEN 1 AND 1000" for name in TEXTS},
    **{f"{name}_length": f"char_length({name}) BETWEEN 1 AND {longest}" for name, (longest, _) in NAMES.items()},
}


def upgrade() -> None:
    columns = [sa.Column(name, sa.BigInteger(), nullable=True) for name in SNOWFLAKES]
    columns += [sa.Column(name, sa.String(1000), nullable=True) for name in TEXTS]
    columns += [
        sa.Column(name, sa.Integer(), server_default=str(n), nullable=False) for name, (*_, n) in NUMBERS.items()
    ]
    columns += [sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False) for name in SWITCHES]
    columns += [sa.Column(name, sa.Text(), server_default=text, nullable=False) for name, (_, text) in NAMES.items()]
    for column in columns:
        op.add_column("guild_config", column)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_guild_config_{name}"), "guild_config", condition)


def downgrade() -> None:
    for name in (*SNOWFLAKES, *TEXTS, *NUMBERS, *SWITCHES, *NAMES):
        op.drop_column("guild_config", name)
