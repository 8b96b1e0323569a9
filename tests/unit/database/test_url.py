"""Database URLs as people paste them."""

from __future__ import annotations

import pytest

from astromorty.database.errors import DatabaseUrlError
from astromorty.database.url import parse_url

SECRET = "p@ss/w:rd%#?"
ENCODED = "p%40ss%2Fw%3Ard%25%23%3F"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_common_scheme_is_understood(scheme: str):
    target = parse_url(f"{scheme}://bot:{ENCODED}@db.example:6543/astro%20morty")
    assert target.arguments == {
        "user": "bot",
        "password": SECRET,
        "host": "db.example",
        "port": 6543,
        "database": "astro morty",
    }
    assert target.display == "db.example:6543/astro morty"


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"])
@pytest.mark.parametrize("name", ["sslmode", "ssl"])
def test_tls_modes_reach_the_driver(name: str, mode: str):
    assert parse_url(f"postgresql://h/d?{name}={mode}").arguments["dsn"] == f"postgresql:///?sslmode={mode}"


@pytest.mark.parametrize("url", ["postgresql://bot@%2Fvar%2Frun%2Fpg/d", "postgresql://bot@/d?host=%2Fvar%2Frun%2Fpg"])
def test_a_unix_socket_is_found(url: str):
    assert parse_url(url).arguments == {"user": "bot", "host": "/var/run/pg", "database": "d"}


def test_prisma_s_word_for_a_pooler_turns_prepared_statements_off():
    target = parse_url("postgres://h/d?pgbouncer=true")
    assert not target.prepared_statements
    assert "dsn" not in target.arguments


def test_optional_channel_binding_is_dropped_and_a_demand_for_it_is_not():
    assert "dsn" not in parse_url("postgresql://h/d?channel_binding=prefer").arguments
    with pytest.raises(DatabaseUrlError, match="channel_binding"):
        parse_url("postgresql://h/d?channel_binding=require")


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://bot:{ENCODED}@h/d",
        f"bot:{ENCODED}@h/d",
        f"postgresql://bot:{ENCODED}@h:port/d",
        f"postgresql://bot:{ENCODED}@h/d?sslmode=sometimes",
        f"postgresql://bot:{ENCODED}@h/d?channel_binding=require",
        f"postgresql://bot:{ENCODED}@h1:1,h2:2/d",
        f"postgresql:/bot:{ENCODED}@h/d",
        "",
    ],
)
def test_a_wrong_url_is_explained_without_its_password(url: str):
    with pytest.raises(DatabaseUrlError) as refused:
        parse_url(url)
    shown = f"{refused.value} {refused.value!r} {refused.value.__cause__}"
    assert SECRET not in shown
    assert ENCODED not in shown
