"""Triggers that record what a change owes the cache, so that psql, a migration and forgetful code owe it too."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, event

from astromorty.services.cache.strategies import Pattern, get_strategy

# One outbox row per statement, however many rows it changes; an UPDATE owes the entries before and after it.
# Each argument is a cached type and the columns of its identity: 'afk:member_id,guild_id'.
# A statement that changes more than 1,000 rows owes all entries of the servers it touched, null standing for the other
# parts: paying a hundred thousand one by one keeps every process busy for seconds.
CREATE_OWE = """
CREATE OR REPLACE FUNCTION cache_owe() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    argument text;
    parts text;
    entry text;
    sources text[] := '{}';
    many boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT count(*) > 1000 INTO many FROM (SELECT FROM old_rows LIMIT 1001) AS changed;
    ELSE
        SELECT count(*) > 1000 INTO many FROM (SELECT FROM new_rows LIMIT 1001) AS changed;
    END IF;
    FOREACH argument IN ARRAY TG_ARGV LOOP
        parts := split_part(argument, ':', 2);
        IF many THEN
            parts := regexp_replace(parts, '\\y(?!guild_id\\y)\\w+', 'NULL', 'g');
        END IF;
        entry := format('jsonb_build_array(%L, %s)', split_part(argument, ':', 1), parts);
        IF TG_OP <> 'INSERT' THEN
            sources := sources || format('SELECT DISTINCT %s FROM old_rows', entry);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            sources := sources || format('SELECT DISTINCT %s FROM new_rows', entry);
        END IF;
    END LOOP;
    EXECUTE 'INSERT INTO cache_outbox (entries) SELECT jsonb_agg(entry) FROM ('
        || array_to_string(sources, ' UNION ') || ') AS owed (entry) HAVING count(*) > 0';
    RETURN NULL;
END $$
"""

# TRUNCATE has no transition tables: everything cached is void.
CREATE_RENEW_GENERATION = """
CREATE FUNCTION cache_renew_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cache_state SET generation = gen_random_uuid();
    RETURN NULL;
END $$
"""

# Of two values put in one place the greater version wins, so versions must grow in the order of the changes. BEFORE
# UPDATE runs while the row is locked. A default would be taken before an INSERT has got its place, and the row that had
# it may be changed once more in between: an inserted row is numbered by an update once it is in.
CREATE_RAISE_VERSION = """
CREATE FUNCTION cache_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := nextval('row_version');
    RETURN NEW;
END $$
"""
CREATE_NUMBER_INSERTED = """
CREATE FUNCTION cache_number_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    same text;
BEGIN
    SELECT string_agg(format('old.%1$I = new_rows.%1$I', attname), ' AND ') INTO same
    FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
    WHERE indrelid = TG_RELID AND indisprimary;
    EXECUTE format('UPDATE %I AS old SET version = old.version FROM new_rows WHERE %s', TG_TABLE_NAME, same);
    RETURN NULL;
END $$
"""

INSERT_STATE = "INSERT INTO cache_state DEFAULT VALUES"

TRANSITIONS = {
    "insert": "NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
}


def trigger_arguments(cached_as: tuple[str, ...]) -> tuple[str, ...]:
    """Return the arguments of a table's triggers: the types it is cached as, and the aggregates they are members of."""
    strategies = [get_strategy(name) for name in cached_as]
    aggregates = [get_strategy(name) for strategy in strategies for name in strategy.aggregates]
    return tuple(f"{strategy.name}:{','.join(strategy.identity)}" for strategy in (*strategies, *aggregates))


def create_triggers(table: str, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Return the SQL that makes every change to `table` leave a row in the outbox."""
    quoted = ", ".join(f"'{argument}'" for argument in arguments)
    owe = [
        f"CREATE TRIGGER cache_owe_{operation} AFTER {operation} ON {table} REFERENCING {transition} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION cache_owe({quoted})"
        for operation, transition in TRANSITIONS.items()
    ]
    truncate = f"CREATE TRIGGER cache_owe_truncate AFTER TRUNCATE ON {table} EXECUTE FUNCTION cache_renew_generation()"
    return (*owe, truncate)


def create_version_triggers(table: str) -> tuple[str, ...]:
    """Return the SQL that gives each change to a row of `table` a greater version than any before it had."""
    row = f"CREATE TRIGGER cache_raise_version BEFORE UPDATE ON {table} "
    statement = f"CREATE TRIGGER cache_number_inserted AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows "
    return (
        row + "FOR EACH ROW EXECUTE FUNCTION cache_raise_version()",
        statement + "FOR EACH STATEMENT EXECUTE FUNCTION cache_number_inserted()",
    )


def is_written_through(cached_as: tuple[str, ...]) -> bool:
    """Tell whether writes to a table replace cached values."""
    return any(get_strategy(name).pattern is Pattern.WRITE_THROUGH for name in cached_as)


def attach_triggers(metadata: MetaData, cached_as: dict[str, tuple[str, ...]]) -> None:
    """Let `create_all` make what the migrations make: functions, the state's only row, each cached table's triggers."""

    def create(_metadata: MetaData, connection: Connection, **_: object) -> None:
        statements = [
            CREATE_OWE,
            CREATE_RENEW_GENERATION,
            CREATE_RAISE_VERSION,
            CREATE_NUMBER_INSERTED,
            INSERT_STATE,
        ]
        for table, types in cached_as.items():
            if is_written_through(types):
                statements += create_version_triggers(table)
            statements += create_triggers(table, trigger_arguments(types))
        for statement in statements:
            connection.exec_driver_sql(statement)

    event.listen(metadata, "after_create", create)
