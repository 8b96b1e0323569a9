import json

import pytest
from pydantic import SecretStr

from astromorty.log.secret_mask import SecretMask
from astromorty.settings import Settings

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"


def test_each_secret_setting_is_masked_whole_and_by_its_password():
    settings = Settings.model_validate(
        {
            "bot_token": TOKEN,
            "database_url": "postgresql://me:hun%40ter22@host/db",
            "external_services": {
                "redis_url": "rediss://default:redispass@host",
                "sentry_dsn": "https://0123456789abcdef@sentry.example/42",
            },
        }
    )
    mask = SecretMask.of(settings)
    text = f"{TOKEN} hun%40ter22 hun@ter22 redispass 0123456789abcdef postgresql://me:hun%40ter22@host/db"
    masked = mask.text(text)
    assert masked.split() == ["***"] * 6


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("redis://default:pw@host:1/0", "redis://default:***@host:1/0"),
        ("redis://:pw@host", "redis://:***@host"),
        ("postgresql://me:p%40w@h/db?sslmode=require", "postgresql://me:***@h/db?sslmode=require"),
        ("no secret in http://host:8080/a:b@c", "no secret in http://host:8080/a:b@c"),
        (f"token {TOKEN}.", "token ***."),
        ("POST /webhooks/1/aW50ZXJhY3Rpb246MTIzNDU2Nzg5/messages", "POST /webhooks/1/***/messages"),
        ("/interactions/12/aW50ZXJhY3Rpb246MTIzNDU2Nzg5/callback", "/interactions/12/***/callback"),
    ],
)
def test_what_has_a_secrets_form_is_masked_without_knowing_it(text: str, masked: str):
    assert SecretMask().text(text) == masked


def test_a_common_word_as_password_does_not_maim_other_words():
    mask = SecretMask(["postgres", "x"])
    assert mask.text("postgresql as postgres, x") == "postgresql as ***, x"


def test_the_programs_own_name_as_password_maims_nothing_but_the_addresses():
    url = "postgresql://astromorty:astromorty@host/astromorty"
    settings = Settings.model_validate({"database_url": url})
    masked = SecretMask.of(settings).text(f"astromorty.launch: {url} or {url.replace('host', 'other')}")
    assert masked == "astromorty.launch: *** or postgresql://astromorty:***@other/astromorty"


def test_a_password_in_the_query_of_a_url_is_masked_by_itself():
    settings = Settings.model_validate({"database_url": "postgresql://host/db?user=me&password=hun%40ter22"})
    assert SecretMask.of(settings).text("tried hun%40ter22, hun@ter22") == "tried ***, ***"


def test_a_long_secret_is_masked_inside_words():
    assert SecretMask(["a-very-long-password"]).text("keya-very-long-passwordword") == "key***word"


def test_a_secret_is_masked_as_repr_and_json_write_it():
    secret = "quo\"te\\slash'ä"
    mask = SecretMask([secret])
    assert mask.text(f"{secret!r} {json.dumps(secret)}").count("***") == 2


def test_nested_values_are_masked_and_numbers_kept():
    mask = SecretMask(["hunter22"])
    value = {"a": ["hunter22", 1, None, True], "hunter22": {"b": (1.5, SecretStr("x"))}}
    assert mask.value(value) == {"a": ["***", 1, None, True], "***": {"b": [1.5, "**********"]}}
