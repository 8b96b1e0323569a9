"""Processes that share the gateway's shards, and when each may begin a session."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("shard_lease", "fleet_process", "fleet", "identify_gate", "gateway_advice")


def time(name: str, *, default: bool = False) -> sa.Column:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()") if default else None, nullable=False
    )


def number(name: str, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.Integer(), autoincrement=False, server_default=default, nullable=False)


def counter(name: str, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), server_default=default, nullable=False)


def only_row(table: str) -> tuple[sa.Column, sa.CheckConstraint, sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", sa.SmallInteger(), autoincrement=False, server_default="1", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f(f"ck_{table}_only_row")),
        key(table, "id"),
    )


def key(table: str, column: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    op.create_table(
        "fleet",
        *only_row("fleet"),
        number("shard_count", "1"),
        time("registration_ends_at", default=True),
        time("registration_limit", default=True),
        time("seen_at", default=True),
        time("judge_from", default=True),
    )
    op.create_table(
        "fleet_process",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        time("expires_at"),
        sa.Column("released", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        key("fleet_process", "id"),
    )
    op.create_table(
        "shard_lease",
        number("shard_id"),
        sa.Column("process_id", sa.Text(), nullable=True),
        counter("fencing", "0"),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["fleet_process.id"],
            name=op.f("fk_shard_lease_process_id_fleet_process"),
            ondelete="SET NULL",
        ),
        key("shard_lease", "shard_id"),
    )
    op.create_table("identify_gate", number("bucket"), time("next_at"), counter("turn"), key("identify_gate", "bucket"))
    op.create_table(
        "gateway_advice",
        *only_row("gateway_advice"),
        sa.Column("url", sa.Text(), nullable=False),
        number("shards"),
        number("max_concurrency"),
        number("starts_left"),
        time("reset_at"),
        time("fetched_at"),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
