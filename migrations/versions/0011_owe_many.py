"""A statement that changes more than 1,000 rows owes all entries of the servers it touched, and not each."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OWE = """
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

FORMER_OWE = """
CREATE OR REPLACE FUNCTION cache_owe() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    argument text;
    entry text;
    sources text[] := '{}';
BEGIN
    FOREACH argument IN ARRAY TG_ARGV LOOP
        entry := format('jsonb_build_array(%L, %s)', split_part(argument, ':', 1), split_part(argument, ':', 2));
        IF TG_OP <> 'INSERT' THEN
            sources := sources || format('SELECT %s FROM old_rows', entry);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            sources := sources || format('SELECT %s FROM new_rows', entry);
        END IF;
    END LOOP;
    EXECUTE 'INSERT INTO cache_outbox (entries) SELECT jsonb_agg(entry) FROM ('
        || array_to_string(sources, ' UNION ') || ') AS owed (entry) HAVING count(*) > 0';
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(OWE)


def downgrade() -> None:
    op.execute(FORMER_OWE)
