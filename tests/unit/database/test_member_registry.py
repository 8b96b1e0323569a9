"""Every column that may name a person is declared, so that nobody's data is forgotten or kept in silence."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import ARRAY, JSON, BigInteger, Column, Integer, MetaData, Numeric, Table
from sqlalchemy.types import TypeEngine

from astromorty.database.member_registry import member_data
from astromorty.database.models import Model
from astromorty.database.models.member_data import MemberColumn, OnErasure

# Numbers that are no person, in whichever table.
NO_PERSON = {
    "guild_id",
    "channel_id",
    "role_id",
    "message_id",
    "log_channel_id",
    "log_message_id",
    "reminder_id",
    "id",
    "version",
}
# The same for one table; a column that holds many values says here why none of them has to be found again.
NO_PERSON_HERE = {
    "afk_nickname.recording": "a counter",
    "announcement.announcement_id": "a counter",
    "automod_exempt.target": "a word",
    "automod_exempt.target_id": "a channel or a role",
    "automod_rule.parameters": "words, servers and limits",
    "cache_outbox.transaction": "a transaction's number",
    "cache_outbox.entries": "the keys of changed cache entries, gone within the second",
    "guild_config.levels_announce_channel": "a channel",
    "guild_config.goodbye_channel": "a channel",
    "guild_config.jail_channel": "a channel",
    "guild_config.jail_role": "a role",
    "guild_config.log_automod": "a channel",
    "guild_config.log_members": "a channel",
    "guild_config.log_messages": "a channel",
    "guild_config.log_moderation": "a channel",
    "guild_config.log_reports": "a channel",
    "guild_config.rooms_category": "a category",
    "guild_config.rooms_lobby": "a channel",
    "guild_config.starboard_channel": "a channel",
    "guild_config.tickets_category": "a category",
    "guild_config.tickets_more_staff": "roles",
    "guild_config.tickets_staff": "a role",
    "guild_config.tickets_transcripts": "a channel",
    "guild_config.welcome_channel": "a channel",
    "jail.jail_role_id": "a role",
    "jail.role_ids": "roles",
    "level.xp": "experience",
    "level_ignored.target": "a word",
    "identify_gate.turn": "a counter",
    "level_ignored.target_id": "a channel or a role",
    "level_multiplier.target": "a word",
    "level_multiplier.target_id": "a channel or a role",
    "level_sweep.number": "a counter",
    "moderation_case.intent_id": "a counter",
    "role_choice.number": "a panel's number",
    "role_choice.place": "a position",
    "role_panel.number": "a panel's number",
    "role_panel.required_role": "a role",
    "section_lock.fencing": "a counter",
    "shard_lease.fencing": "a counter",
    "snippet.target": "a snippet's name",
    "snippet_use.uses": "a counter",
    "starboard_entry.claim": "a counter",
    "starboard_entry.entry_channel_id": "a channel",
    "starboard_entry.entry_id": "a message",
    "ticket.card_id": "a message",
    "ticket.transcript_id": "a message",
    "ticket_counter.free": "numbers of tickets",
    "timer.claim": "a counter",
    "timer.payload": "concerns the person in timer.member_id, and goes with the row",
}
PERSON_IN_NAME = re.compile(r"(^|_)(member|user|author|owner|creator|moderator|target|by)(_|$|id)")


def may_name_people(column: Column[object]) -> bool:
    kind: TypeEngine[object] = column.type
    if PERSON_IN_NAME.search(column.name) or isinstance(kind, ARRAY | JSON):
        return True
    is_large = isinstance(kind, BigInteger | Numeric)
    return is_large and column.name not in NO_PERSON


def undeclared(metadata: MetaData) -> Iterator[str]:
    declared = {(data.table.name, data.declared.name) for data in member_data()}
    for table in metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if may_name_people(column) and (table.name, column.name) not in declared and name not in NO_PERSON_HERE:
                yield name


def test_every_column_that_may_name_a_person_is_declared() -> None:
    assert list(undeclared(Model.metadata)) == [], "declare them in member_data of their row class"


@pytest.mark.parametrize(
    "column",
    [
        Column("moderator_id", BigInteger()),
        Column("added_by", Integer()),
        Column("jailed", BigInteger()),
        Column("jailed", Numeric(20, 0)),
        Column("mentioned", ARRAY(BigInteger)),
        Column("members", JSON()),
    ],
    ids=lambda column: f"{column.name} {column.type}",
)
def test_a_new_tables_people_do_not_slip_through(column: Column[object]) -> None:
    new = MetaData()
    Table("case", new, Column("guild_id", BigInteger()), column)
    assert list(undeclared(new)) == [f"case.{column.name}"]


def test_what_is_declared_exists_and_can_be_done_and_said() -> None:
    assert member_data()
    for data in member_data():
        name = f"{data.table.name}.{data.declared.name}"
        assert isinstance(data.column.type, BigInteger), f"{name} cannot hold a user's ID"
        assert data.declared.rows, f"{name}: `rows` says what the rows are"
        match data.declared:
            case MemberColumn(on_erasure=OnErasure.CLEAR):
                assert data.column.nullable, f"{name} must be nullable to be cleared"
            case MemberColumn(on_erasure=OnErasure.KEEP, reason=reason):
                assert reason, f"{name}: who asks is told why it is kept"
            case _:
                pass


def test_what_refers_to_a_row_is_erased_before_it() -> None:
    order = [data.table for data in member_data()]
    for position, table in enumerate(order):
        parents = {key.column.table for key in table.foreign_keys} - {table}
        assert parents.isdisjoint(order[:position]), table.name


def test_no_exception_outlives_its_column() -> None:
    columns = {f"{table.name}.{column.name}" for table in Model.metadata.sorted_tables for column in table.columns}
    assert set(NO_PERSON_HERE) <= columns
