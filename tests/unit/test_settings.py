from pathlib import Path

import pytest

from astromorty.settings import Settings, SettingsError, load_settings
from astromorty.settings.variables import setting_variables

SECRET = "s3cr3t-value-never-shown"


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for variable in setting_variables():
        monkeypatch.delenv(variable.name, raising=False)
        monkeypatch.delenv(variable.name + "_FILE", raising=False)
    monkeypatch.chdir(tmp_path)


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


def test_nothing_set_gives_a_bot_without_token_database_and_redis(tmp_path: Path):
    settings = load_settings()
    assert settings.bot_token is None
    assert settings.bot_info.prefix is None
    assert settings.database_url is None
    assert settings.external_services.redis_url is None
    assert (settings.intents.message_content, settings.intents.members, settings.intents.presences) == (
        True,
        True,
        False,
    )
    assert settings.data_dir.is_absolute()


def test_the_environment_wins_over_env_file(monkeypatch: pytest.MonkeyPatch):
    Path(".env").write_text("BOT_INFO__PREFIX=!\nLOG_LEVEL=debug\n", "utf-8")
    monkeypatch.setenv("BOT_INFO__PREFIX", "?")
    settings = load_settings()
    assert settings.bot_info.prefix == "?"
    assert settings.log_level == "DEBUG"


def test_env_file_may_begin_with_a_byte_order_mark():
    Path(".env").write_text("LOG_FORMAT=JSON\n", "utf-8-sig")
    assert load_settings().log_format == "json"


def test_env_file_in_another_encoding_is_named():
    Path(".env").write_bytes("BOT_INFO__PREFIX=§\n".encode("latin-1"))
    assert refusal() == ".env is not UTF-8 text; save it as UTF-8"


def test_without_env_file_only_the_environment_counts():
    Path(".env").write_text("LOG_LEVEL=DEBUG\n", "utf-8")
    assert load_settings(env_file=None).log_level == "INFO"


def test_an_empty_value_counts_as_unset(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_INFO__PREFIX", "")
    monkeypatch.setenv("CACHE__LEASE_MS", "")
    settings = load_settings()
    assert settings.bot_info.prefix is None
    assert settings.cache.lease_ms == 1_000


@pytest.mark.parametrize("text", ["1, 22,22", "[1, 22]", "1,22,"])
def test_owner_ids_are_a_list_or_json(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setenv("OWNER_IDS", text)
    assert load_settings().owner_ids == (1, 22)


def test_foreign_variables_are_ignored(monkeypatch: pytest.MonkeyPatch):
    Path(".env").write_text("POSTGRES_PASSWORD=x\nDISCORD_TOKEN=x\n", "utf-8")
    for name in ("CACHE", "DATABASE", "SENTRY", "INTENTS", "SENTRY_DSN", "OTHER__NAME", "BOTANY"):
        monkeypatch.setenv(name, "not json")
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    "name",
    [
        # Kubernetes tells every container of the services beside it.
        *("BOT_SERVICE_HOST", "BOT_SERVICE_PORT", "BOT_PORT", "BOT_PORT_8080_TCP_ADDR", "DATABASE_PORT", "HTTP_PORT"),
        *("DATABASE_HOST", "DATABASE_URI", "DATABASE_POOL_SIZE", "TEST_DATABASE_URL", "SQLALCHEMY_DATABASE_URI"),
        *("LOG_FILE", "LOG_DIR", "LOGLEVEL", "LOGFORMAT", "DATADIR", "XDG_DATA_DIRS", "PGBIN"),
        *("SENTRY_ENVIRONMENT", "SENTRY_TRACES_SAMPLE_RATE", "HTTP_HOST", "HTTP_PROXY", "HTTPS_PORT", "CACHE_URL"),
        *("DISCORD_API_PORT", "DISCORD_BOT_TOKEN", "REDIS_URL", "BOT_PROCESSES", "BOT_TOKEN_2"),
    ],
)
def test_what_other_programs_read_is_ignored(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(name, "tcp://10.0.0.1:8080")
    assert load_settings() == Settings()


@pytest.mark.parametrize("name", ["HTTP_PORT", "SENTRY_ENVIRONMENT", "DATABASE_POOL_SIZE", "LOGLEVEL", "DATABASE_URI"])
def test_in_the_bots_own_file_nobody_else_is_meant(name: str):
    Path(".env").write_text(f"{name}=1\n", "utf-8")
    assert f"{name}: there is no such setting; did you mean " in refusal()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("BOT_TOKN", "BOT_TOKEN"),
        ("BOT_INFO_PREFIX", "BOT_INFO__PREFIX"),
        ("DATABASE_ULR", "DATABASE_URL"),
        ("DATABASE_URL_FIEL", "DATABASE_URL_FILE"),
        ("OWNER_ID", "OWNER_IDS"),
        ("LOG_LEVLE", "LOG_LEVEL"),
        ("EXTERNAL_SERVICES_REDIS_URL", "EXTERNAL_SERVICES__REDIS_URL"),
        ("EXTERNAL_SERVICE_SENTRY_DSN", "EXTERNAL_SERVICES__SENTRY_DSN"),
        ("INTENTS_PRESENCES", "INTENTS__PRESENCES"),
        ("BOT_INFO__PREFX", "BOT_INFO__PREFIX"),
        ("INTENTS__MEMBER", "INTENTS__MEMBERS"),
        ("INTENT__MEMBERS", "INTENTS__MEMBERS"),
        ("CACHE__LEASEMS", "CACHE__LEASE_MS"),
        ("EXTERNAL_SERVICE__REDIS_URL", "EXTERNAL_SERVICES__REDIS_URL"),
        ("DATABASE__URL", "DATABASE_URL"),
        ("SENTRY__TRACE_SAMPLE_RATE", "SENTRY__TRACES_SAMPLE_RATE"),
    ],
)
@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_misspelt_name_is_an_error_with_a_suggestion(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str, place: str
):
    if place == "file":
        Path(".env").write_text(f"{name}={SECRET}\n", "utf-8")
    else:
        monkeypatch.setenv(name, SECRET)
    message = refusal()
    assert f"{name}: there is no such setting; did you mean {meant}?" in message
    assert place in message or ".env" in message
    assert SECRET not in message


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("LOG_LEVEL", "INOF", "did you mean INFO?"),
        ("LOG_FORMAT", "jsno", "did you mean json?"),
        ("CACHE__TIMEOUT_MS", "soon", "valid integer"),
        ("CACHE__LEASE_MS", "1", "greater than or equal to 200"),
        ("DATABASE__POOL_SIZE", "0", "greater than or equal to 1"),
        ("INTENTS__MEMBERS", "perhaps", "valid boolean"),
        ("OWNER_IDS", "1,me", "valid integer"),
        ("OWNER_IDS", "[1", "neither a comma separated list"),
        ("OWNER_IDS", "0", "no Discord ID"),
        ("SENTRY__TRACES_SAMPLE_RATE", "nan", "finite number"),
        ("DISCORD_API_URL", "discord.com", "must start with https:// or http://"),
        ("DISCORD_GATEWAY_URL", "https://x", "must start with wss:// or ws://"),
        ("DISCORD_CDN_URL", "http://x:port", "no valid address"),
        ("BOT_INFO__PREFIX", "a b", "white space"),
        ("BOT_INFO__PREFIX", "<@1>", "must not start with"),
        ("SHARDING__IDS", "-1", "shards count from 0"),
    ],
)
def test_a_wrong_value_is_named_shown_and_explained(monkeypatch: pytest.MonkeyPatch, name: str, text: str, reason: str):
    monkeypatch.setenv(name, text)
    message = refusal()
    assert f"{name}={text}: " in message
    assert reason in message
    assert len(message.splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("BOT_TOKEN", f"{SECRET} with spaces"),
        ("DATABASE_URL", f"mysql://me:{SECRET}@host/db"),
        ("DATABASE_URL", f"postgresql://me:{SECRET}@host:port/db"),
        ("EXTERNAL_SERVICES__REDIS_URL", f"http://:{SECRET}@host"),
        ("EXTERNAL_SERVICES__REDIS_URL", f"redis://:{SECRET}@"),
        ("EXTERNAL_SERVICES__REDIS_URL", f"unix://:{SECRET}@/"),
        ("EXTERNAL_SERVICES__SENTRY_DSN", f"https://{SECRET}@host/project"),
    ],
)
def test_a_wrong_secret_is_named_but_never_shown(monkeypatch: pytest.MonkeyPatch, name: str, text: str):
    monkeypatch.setenv(name, text)
    message = refusal()
    assert f"{name}: " in message
    assert SECRET not in message


@pytest.mark.parametrize("url", ["redis://host", "rediss://me:p%40ss@host:6380/2", "unix:///run/redis.sock?db=1"])
def test_redis_may_be_reached_by_tcp_tls_or_socket(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("EXTERNAL_SERVICES__REDIS_URL", url)
    chosen = load_settings().external_services.redis_url
    assert chosen is not None
    assert chosen.get_secret_value() == url


def test_all_mistakes_come_in_one_message(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("CACHE__LEASE", "5")
    Path(".env").write_text("OWNER_IDS=me\n", "utf-8")
    message = refusal()
    assert message.startswith("3 settings are wrong:")
    assert all(name in message for name in ("LOG_LEVEL", "CACHE__LEASE", "OWNER_IDS"))


def test_shard_ids_need_a_count_and_lie_below_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHARDING__IDS", "0,3")
    assert "SHARDING__IDS needs SHARDING__COUNT" in refusal()
    monkeypatch.setenv("SHARDING__COUNT", "3")
    assert "SHARDING__COUNT=3 means shards 0 to 2" in refusal()
    monkeypatch.setenv("SHARDING__COUNT", "4")
    assert load_settings().sharding.ids == (0, 3)


def test_addresses_lose_their_last_slash(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DISCORD_API_URL", "http://127.0.0.1:8080/api/v10/")
    assert load_settings().discord_api_url == "http://127.0.0.1:8080/api/v10"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_each_way_to_write_a_postgres_address_is_taken(monkeypatch: pytest.MonkeyPatch, scheme: str):
    address = f"{scheme}://me:p%40ss@host:5432/db?sslmode=require"
    monkeypatch.setenv("DATABASE_URL", address)
    url = load_settings().database_url
    assert url is not None
    assert url.get_secret_value() == address


def test_a_secret_is_read_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "token").write_text(f"{SECRET}\n", "utf-8")
    Path(".env").write_text("BOT_TOKEN=older\n", "utf-8")
    monkeypatch.setenv("BOT_TOKEN_FILE", str(tmp_path / "token"))
    token = load_settings().bot_token
    assert token is not None
    assert token.get_secret_value() == SECRET


def test_a_secrets_file_that_is_missing_or_empty_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "absent"))
    assert f"DATABASE_URL_FILE: the file {tmp_path / 'absent'} cannot be read" in refusal()
    (tmp_path / "absent").touch()
    assert "is empty" in refusal()


def test_a_wrong_secret_from_a_file_is_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "url").write_text(f"mysql://{SECRET}@host", "utf-8")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    message = refusal()
    assert "DATABASE_URL_FILE: must start with postgresql://" in message
    assert SECRET not in message


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("BOT_TOKEN", SECRET)
    monkeypatch.setenv("BOT_TOKEN_FILE", str(tmp_path / "token"))
    message = refusal()
    assert "set only one of them" in message
    assert SECRET not in message


def test_settings_show_no_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_TOKEN", SECRET)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://me:{SECRET}@host/db")
    settings = load_settings()
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_every_setting_is_described():
    assert all(variable.description.endswith(".") for variable in setting_variables())
