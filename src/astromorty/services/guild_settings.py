"""Every setting that a server can change, as data, and the one way to save it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process, utils

from astromorty.database.controllers.guild_config import GuildConfigController, default_config, settings_of
from astromorty.database.errors import SettingConflictError
from astromorty.database.models import GuildConfig
from astromorty.errors import Conflict, InvalidInput, Locked
from astromorty.prefix import DEFAULT_PREFIX, InvalidPrefix, validate_prefix

SUGGESTIONS = 25  # Discord shows at most 25 choices.
# Of 100, for a zone to be offered in place of what was typed.
MINIMUM_SIMILARITY = 65

AREAS: Mapping[str, str] = {"general": "what commands start with, and the time of this server"}

COMMON_TIMEZONES = (
    "UTC",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Africa/Johannesburg",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)


@dataclass(frozen=True)
class GuildSetting:
    """One value that a server's managers can change.

    Attributes:
        name: The column of the configuration and the name that people type.
        area: The dashboard page on which it stands.
        title: What it is called on that page.
        description: One sentence on what it does.
        default: What the column holds in a server that never changed it; None where the process decides.
        shown_default: What None means, for people.
        parse: Turns what was typed into the value to store; raises InvalidInput.
        suggest: Values to offer for what has been typed so far.
        common: Values to choose from at once, where most servers want one of a few.
    """

    name: str
    area: str
    title: str
    description: str
    default: str | None
    shown_default: str
    parse: Callable[[str], str]
    suggest: Callable[[str], list[str]]
    common: tuple[str, ...] = ()

    def value(self, config: GuildConfig) -> str | None:
        """Read the stored value; None means the default."""
        return getattr(config, self.name)

    def shown(self, config: GuildConfig) -> str:
        """Read the value in force."""
        return self.value(config) or self.shown_default


def _parse_prefix(text: str) -> str:
    try:
        return validate_prefix(text)
    except InvalidPrefix as error:
        raise InvalidInput(str(error)) from None


@cache
def _zones() -> dict[str, str]:
    """Map what people type to each IANA zone: its whole name, and its city where only one zone has it."""
    names = sorted(available_timezones())
    cities = Counter(map(_city, names))
    whole = {_searchable(name): name for name in names}
    return {_city(name): name for name in names if cities[_city(name)] == 1} | whole


def _city(name: str) -> str:
    return _searchable(name.rpartition("/")[2])


def _searchable(text: str) -> str:
    return utils.default_process(text.replace("_", " ").replace("/", " "))


def _parse_timezone(text: str) -> str:
    wanted, zones = _searchable(text), _zones()
    if wanted in zones:
        return zones[wanted]
    close = _similar_timezones(text, fuzz.ratio)[:3]
    hint = (
        f"did you mean {' or '.join(f'`{name}`' for name in close)}?" if close else "try for example `Europe/Berlin`."
    )
    raise InvalidInput(f"There is no time zone of that name; {hint}")


def _suggest_timezones(text: str) -> list[str]:
    return _similar_timezones(text, fuzz.WRatio) if text.strip() else list(COMMON_TIMEZONES)


def _similar_timezones(text: str, scorer: Callable[..., float]) -> list[str]:
    """Return zones that resemble `text`, the most similar first; a zone found by both of its names is given once."""
    zones = _zones()
    matches = process.extract(
        _searchable(text), zones.keys(), scorer=scorer, limit=SUGGESTIONS, score_cutoff=MINIMUM_SIMILARITY
    )
    return list(dict.fromkeys(zones[found] for found, _, _ in matches))


SETTINGS: Mapping[str, GuildSetting] = {
    setting.name: setting
    for setting in (
        GuildSetting(
            name="prefix",
            area="general",
            title="Prefix",
            description="What a message starts with to be a command. Mentioning the bot always works too.",
            default=None,
            shown_default=DEFAULT_PREFIX,
            parse=_parse_prefix,
            suggest=lambda _: ["!", "?", ".", "bot!", DEFAULT_PREFIX],
        ),
        GuildSetting(
            name="timezone",
            area="general",
            title="Time zone",
            description="The zone of times that members of this server write without one.",
            default="UTC",
            shown_default="UTC",
            parse=_parse_timezone,
            suggest=_suggest_timezones,
            common=COMMON_TIMEZONES,
        ),
    )
}


def find_setting(name: str) -> GuildSetting:
    """Return the setting called `name`, whatever its case; raise InvalidInput with the closest names."""
    setting = SETTINGS.get(name.strip().lower())
    if setting is None:
        raise InvalidInput(f"There is no setting of that name; choose one of {', '.join(f'`{n}`' for n in SETTINGS)}.")
    return setting


class GuildSettings:
    """Read and save servers' settings; every way of changing one ends here.

    Args:
        controller: Where the values are kept.
        locked: Names of settings that the operator fixed, each with the sentence that says so.
    """

    def __init__(self, controller: GuildConfigController, locked: Mapping[str, str]) -> None:
        self._controller = controller
        self._locked = locked

    async def get(self, guild_id: int) -> GuildConfig:
        """Return the server's configuration; the defaults where it has changed nothing."""
        config = await self._controller.get_config_by_guild_id(guild_id)
        return config or default_config(guild_id)

    async def save(
        self, guild_id: int, setting: GuildSetting, text: str | None, *, seen: GuildConfig | None = None
    ) -> GuildConfig:
        """Save one setting.

        Args:
            guild_id: The server's snowflake.
            setting: Which one.
            text: The new value as typed; None for the default.
            seen: The configuration as the member saw it; given, the save is refused if the value changed since.

        Raises:
            InvalidInput: The value cannot be used.
            Locked: The operator fixed this setting.
            Conflict: Somebody else changed the value since `seen`.
        """
        self.refuse_locked(setting)
        value = setting.default if text is None else setting.parse(text)
        try:
            if seen is None:
                return await self._controller.set_setting(guild_id, setting.name, value)
            return await self._controller.set_setting(guild_id, setting.name, value, expected=setting.value(seen))
        except SettingConflictError as conflict:
            current = conflict.current or setting.shown_default
            raise Conflict(
                f"Somebody else set {setting.title} to `{current}` while you were changing it. Nothing was saved."
            ) from None

    async def save_all(self, seen: GuildConfig, values: Mapping[str, str | None]) -> GuildConfig:
        """Save several settings in one transaction, or none if any setting of the server changed since `seen`.

        Raises:
            Locked: The operator fixed one of them.
            Conflict: The configuration changed since `seen`.
        """
        for name in values:
            self.refuse_locked(SETTINGS[name])
        try:
            return await self._controller.replace_settings(
                seen.guild_id, {**settings_of(seen), **values}, expected=seen.version
            )
        except SettingConflictError:
            raise Conflict("Somebody else changed the configuration meanwhile. Nothing was saved.") from None

    def refuse_locked(self, setting: GuildSetting) -> None:
        """Raise Locked if the operator fixed `setting`."""
        if setting.name in self._locked:
            raise Locked(self._locked[setting.name])
