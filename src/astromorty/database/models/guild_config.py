"""A server's settings."""

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Text, false, true
from sqlmodel import Field

from astromorty.database.models.base import FROZEN, Model, OfGuild


class GuildConfigFields(Model):
    """Columns of `guild_config` but for the server; those without a row have the defaults."""

    # None is the bot's default prefix, whatever that is at the time.
    prefix: str | None = Field(default=None, min_length=1, max_length=10)
    timezone: str = Field(
        default="UTC", min_length=1, max_length=64, sa_type=Text, sa_column_kwargs={"server_default": "UTC"}
    )
    levels_enabled: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    levels_xp_min: int = Field(default=15, ge=1, le=1000, sa_column_kwargs={"server_default": "15"})
    levels_xp_max: int = Field(default=25, ge=1, le=1000, sa_column_kwargs={"server_default": "25"})
    # Seconds.
    levels_cooldown: int = Field(default=60, ge=0, le=86_400, sa_column_kwargs={"server_default": "60"})
    # In hundredths, so that XP stays a matter of whole numbers.
    levels_multiplier: int = Field(default=100, ge=0, le=1000, sa_column_kwargs={"server_default": "100"})
    levels_announce: str = Field(default="here", sa_type=Text, sa_column_kwargs={"server_default": "here"})
    levels_announce_channel: int | None = Field(default=None, sa_type=BigInteger)
    # None is the bot's own sentence.
    levels_template: str | None = Field(default=None, min_length=1, max_length=500)
    levels_rewards: str = Field(default="stack", sa_type=Text, sa_column_kwargs={"server_default": "stack"})
    snippets_direct: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    snippets_creators: str = Field(default="everyone", sa_type=Text, sa_column_kwargs={"server_default": "everyone"})
    afk_nickname: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    # Where the bot writes what happened; None is nowhere.
    log_moderation: int | None = Field(default=None, sa_type=BigInteger)
    log_reports: int | None = Field(default=None, sa_type=BigInteger)
    log_messages: int | None = Field(default=None, sa_type=BigInteger)
    log_members: int | None = Field(default=None, sa_type=BigInteger)
    log_automod: int | None = Field(default=None, sa_type=BigInteger)
    jail_role: int | None = Field(default=None, sa_type=BigInteger)
    jail_channel: int | None = Field(default=None, sa_type=BigInteger)
    starboard_channel: int | None = Field(default=None, sa_type=BigInteger)
    # A Unicode emoji, or one of the server's in Discord's notation.
    starboard_emoji: str = Field(
        default="⭐", min_length=1, max_length=64, sa_type=Text, sa_column_kwargs={"server_default": "⭐"}
    )
    starboard_threshold: int = Field(default=3, ge=1, le=100, sa_column_kwargs={"server_default": "3"})
    automod_enabled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    automod_dry_run: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # None is nowhere, and for the texts the bot's own sentence; without a text for it there is no direct message.
    welcome_channel: int | None = Field(default=None, sa_type=BigInteger)
    welcome_template: str | None = Field(default=None, min_length=1, max_length=1000)
    welcome_dm: str | None = Field(default=None, min_length=1, max_length=1000)
    goodbye_channel: int | None = Field(default=None, sa_type=BigInteger)
    goodbye_template: str | None = Field(default=None, min_length=1, max_length=1000)
    tickets_category: int | None = Field(default=None, sa_type=BigInteger)
    tickets_staff: int | None = Field(default=None, sa_type=BigInteger)
    # IDs of up to five roles, with spaces between them.
    tickets_more_staff: str | None = Field(default=None, min_length=1, max_length=104, sa_type=Text)
    tickets_transcripts: int | None = Field(default=None, sa_type=BigInteger)
    # Open tickets of one member.
    tickets_limit: int = Field(default=1, ge=1, le=10, sa_column_kwargs={"server_default": "1"})
    rooms_lobby: int | None = Field(default=None, sa_type=BigInteger)
    # None is the lobby's own category.
    rooms_category: int | None = Field(default=None, sa_type=BigInteger)
    rooms_name: str = Field(
        default="Room of {user}",
        min_length=1,
        max_length=100,
        sa_type=Text,
        sa_column_kwargs={"server_default": "Room of {user}"},
    )
    # Members in a room; 0 is no limit.
    rooms_limit: int = Field(default=0, ge=0, le=99, sa_column_kwargs={"server_default": "0"})
    # Raised by every update; 0 means that there is no row.
    version: int = Field(default=1, sa_type=BigInteger, sa_column_kwargs={"server_default": "1"})


class GuildConfigRow(GuildConfigFields, OfGuild, table=True):
    """The table `guild_config`."""

    cached_as: ClassVar[tuple[str, ...]] = ("guild_config", "prefix")

    __table_args__ = (
        CheckConstraint("char_length(prefix) BETWEEN 1 AND 10", "prefix_length"),
        CheckConstraint("char_length(timezone) BETWEEN 1 AND 64", "timezone_length"),
        CheckConstraint("levels_xp_min BETWEEN 1 AND 1000", "levels_xp_min"),
        CheckConstraint("levels_xp_max BETWEEN 1 AND 1000", "levels_xp_max"),
        CheckConstraint("levels_xp_min <= levels_xp_max", "levels_xp"),
        CheckConstraint("levels_cooldown BETWEEN 0 AND 86400", "levels_cooldown"),
        CheckConstraint("levels_multiplier BETWEEN 0 AND 1000", "levels_multiplier"),
        CheckConstraint("levels_announce IN ('off', 'here', 'channel', 'dm')", "levels_announce"),
        CheckConstraint("char_length(levels_template) BETWEEN 1 AND 500", "levels_template_length"),
        CheckConstraint("levels_rewards IN ('stack', 'replace')", "levels_rewards"),
        CheckConstraint("snippets_creators IN ('everyone', 'managers')", "snippets_creators"),
        CheckConstraint("char_length(starboard_emoji) BETWEEN 1 AND 64", "starboard_emoji_length"),
        CheckConstraint("starboard_threshold BETWEEN 1 AND 100", "starboard_threshold"),
        CheckConstraint("char_length(welcome_template) BETWEEN 1 AND 1000", "welcome_template_length"),
        CheckConstraint("char_length(welcome_dm) BETWEEN 1 AND 1000", "welcome_dm_length"),
        CheckConstraint("char_length(goodbye_template) BETWEEN 1 AND 1000", "goodbye_template_length"),
        CheckConstraint("char_length(tickets_more_staff) BETWEEN 1 AND 104", "tickets_more_staff_length"),
        CheckConstraint("tickets_limit BETWEEN 1 AND 10", "tickets_limit"),
        CheckConstraint("char_length(rooms_name) BETWEEN 1 AND 100", "rooms_name_length"),
        CheckConstraint("rooms_limit BETWEEN 0 AND 99", "rooms_limit"),
        CheckConstraint("version > 0", "version"),
    )

    # Values that are refused for what another column holds, by the constraint that refuses them.
    refusals: ClassVar[Mapping[str, str]] = {
        "ck_guild_config_levels_xp": "The least XP of a message may not be more than the most.",
    }


class GuildConfig(GuildConfigFields):
    """Settings as they were when read, of whichever server: equal ones are held once."""

    model_config = FROZEN


# What an administrator can set, in the order it is shown.
SETTING_NAMES = tuple(name for name in GuildConfigFields.model_fields if name != "version")
