"""The settings themselves: names, types, defaults and descriptions."""

from pathlib import Path
from typing import Annotated, Literal, Self

from platformdirs import user_data_path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from astromorty.settings.values import (
    BotToken,
    HttpUrl,
    LowerCase,
    PostgresUrl,
    Prefix,
    RedisUrl,
    SentryDsn,
    ShardIds,
    Snowflakes,
    UpperCase,
    WebSocketUrl,
)


def default_data_dir() -> Path:
    """Return the platform's folder for a user's application data."""
    return user_data_path("astromorty", appauthor=False)


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class BotInfo(_Group):
    """What the operator decides about the bot in all servers."""

    prefix: Prefix | None = Field(
        default=None, description="Command prefix that overrides every server's own; servers then cannot change theirs."
    )


class ExternalServices(_Group):
    """Services the bot can do without."""

    redis_url: RedisUrl | None = Field(
        default=None,
        description="Redis or Valkey for the shared cache; without it the cache lives in the process only.",
    )
    sentry_dsn: SentryDsn | None = Field(
        default=None, description="Sentry project that receives errors; unset sends nothing."
    )


class Intents(_Group):
    """Discord's privileged intents; each must also be enabled in the Developer Portal."""

    message_content: bool = Field(
        default=True,
        description="Read what members write: prefix commands, automod, logs, starboard, transcripts of tickets.",
    )
    members: bool = Field(
        default=True, description="See who joins and leaves: welcomes, autoroles, the log of members, jail."
    )
    presences: bool = Field(default=False, description="See who is online and what they do: roles for a status.")


class Sharding(_Group):
    """Which part of the gateway's connections this process holds."""

    count: int | None = Field(default=None, ge=1, le=16_384, description="Shards in all; unset takes Discord's advice.")
    ids: ShardIds = Field(
        default=None,
        description="Shards of this process, comma separated, from 0; needs SHARDING__COUNT. Unset shares them.",
    )

    @model_validator(mode="after")
    def _ids_within_count(self) -> Self:
        if self.ids is not None:
            if self.count is None:
                raise ValueError("SHARDING__IDS needs SHARDING__COUNT, the number of shards in all")
            if max(self.ids) >= self.count:
                raise ValueError(
                    f"SHARDING__IDS names shard {max(self.ids)}; "
                    f"SHARDING__COUNT={self.count} means shards 0 to {self.count - 1}"
                )
        return self


class Cache(_Group):
    """Time-outs and bounds of the cache."""

    timeout_ms: int = Field(
        default=100, ge=1, le=10_000, description="Longest wait for one answer of Redis, in milliseconds."
    )
    connect_timeout_ms: int = Field(
        default=2_000, ge=1, le=60_000, description="Longest wait for a connection to Redis, in milliseconds."
    )
    lease_ms: int = Field(
        default=1_000,
        ge=200,
        le=60_000,
        description="How long a process trusts its cache unheard, in milliseconds; alike in every process.",
    )
    local_entries: int = Field(
        default=100_000,
        ge=100,
        le=10_000_000,
        description="Most entries kept in the process; the least used go first.",
    )


class DatabaseOptions(_Group):
    """How the process uses its database."""

    pool_size: int = Field(default=10, ge=1, le=500, description="Most connections to Postgres of this process.")
    prepared_statements: bool = Field(
        default=True,
        description="Prepare statements on the server; set false behind a transaction pooler such as PgBouncer.",
    )


class Http(_Group):
    """Where the process tells of itself: health and metrics."""

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address at which the process answers on health and metrics; 0.0.0.0 in a container of its own.",
    )
    port: int | None = Field(
        default=None,
        ge=1,
        le=65_535,
        description="Port of that address, one for each process; unset answers nowhere.",
    )


class SentryOptions(_Group):
    """What goes to Sentry, and under which name."""

    environment: str = Field(
        default="production",
        pattern=r"^[^\s/]{1,64}$",
        description="Name of this installation, such as production or staging, by which Sentry tells them apart.",
    )
    sample_rate: float = Field(
        default=1.0, ge=0, le=1, allow_inf_nan=False, description="Share of errors reported to Sentry, from 0 to 1."
    )
    traces_sample_rate: float = Field(
        default=0.0, ge=0, le=1, allow_inf_nan=False, description="Share of commands traced for Sentry, from 0 to 1."
    )


class Settings(BaseSettings):
    """Everything the process is told from outside; `load_settings` fills it from the environment and `.env`."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    bot_token: BotToken | None = Field(
        default=None, description="The bot's token, from the Developer Portal, page Bot."
    )
    bot_info: BotInfo = BotInfo()
    owner_ids: Snowflakes = Field(
        default=(),
        description="User IDs who may use the operator's commands, comma separated; unset takes the owner or team.",
    )
    database_url: PostgresUrl | None = Field(
        default=None,
        description="Postgres 15 to 18 as postgresql://user:password@host/name; unset starts a private one.",
    )
    database: DatabaseOptions = DatabaseOptions()
    external_services: ExternalServices = ExternalServices()
    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=default_data_dir, description="Folder of the private Postgres; unset takes the platform's own."
    )
    pg_bin: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None, description="Folder of the private Postgres's programs; unset takes the wheel's or the system's."
    )
    retention_days: int = Field(
        default=30,
        ge=0,
        le=3_650,
        description="Days for which a server's data stays after the bot left it; 0 deletes it at once.",
    )
    intents: Intents = Intents()
    sharding: Sharding = Sharding()
    cache: Cache = Cache()
    http: Http = Http()
    sentry: SentryOptions = SentryOptions()
    log_level: Annotated[Literal["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], UpperCase] = Field(
        default="INFO", description="Least important lines to log."
    )
    log_format: Annotated[Literal["text", "json"], LowerCase] = Field(
        default="text", description="Log lines for people (text) or for machines (json, one object a line)."
    )
    discord_api_url: HttpUrl = Field(
        default="https://discord.com/api/v10",
        description="Discord's REST address; change it for a proxy or a local Discord.",
    )
    discord_gateway_url: WebSocketUrl = Field(
        default="wss://gateway.discord.gg/", description="Discord's gateway address."
    )
    discord_cdn_url: HttpUrl = Field(
        default="https://cdn.discordapp.com", description="Where avatars and attachments are."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what is passed in: `load_settings` alone decides which variables count."""
        return (init_settings,)
