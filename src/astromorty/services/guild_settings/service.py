"""The one way to read and save servers' settings."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

from astromorty.database.controllers.guild_config import DEFAULTS, UNSET, GuildConfigController, settings_of
from astromorty.database.errors import InvalidSettingError, SettingConflictError
from astromorty.database.models import GuildConfig
from astromorty.errors import Conflict, InvalidInput, Locked
from astromorty.services.guild_settings.catalogue import SETTINGS
from astromorty.services.guild_settings.kinds import Value
from astromorty.services.guild_settings.setting import GuildSetting


class GuildSettings:
    """Read and save servers' settings; every way of changing one ends here.

    Args:
        controller: Where the values are kept.
        locked: Names of settings that the operator fixed, each with the sentence that says so.
    """

    def __init__(self, controller: GuildConfigController, locked: Mapping[str, str]) -> None:
        self._controller = controller
        self._locked = locked
        # Told the server and the names of what was saved, for what follows from a setting.
        self.saved: list[Callable[[int, Collection[str]], Awaitable[None]]] = []

    async def get(self, guild_id: int) -> GuildConfig:
        """Return the server's configuration; the defaults where it has changed nothing."""
        config = await self._controller.get_config_by_guild_id(guild_id)
        return config or DEFAULTS

    def known(self, guild_id: int) -> GuildConfig | None:
        """Return as `get` does, at once and without I/O; None where that has to be asked for."""
        return self._controller.known_config(guild_id)

    async def save(
        self, guild_id: int, setting: GuildSetting, value: Value, *, seen: GuildConfig | None = None
    ) -> GuildConfig:
        """Save one setting.

        Args:
            guild_id: The server's snowflake.
            setting: Which one.
            value: The new value, as the setting's kind parsed it.
            seen: The configuration as the member saw it; given, the save is refused if the value changed since.

        Raises:
            InvalidInput: The value does not go with another setting's.
            Locked: The operator fixed this setting.
            Conflict: Somebody else changed the value since `seen`.
        """
        self.refuse_locked(setting)
        try:
            expected = UNSET if seen is None else setting.value(seen)
            config = await self._controller.set_setting(guild_id, setting.name, value, expected=expected)
        except SettingConflictError as conflict:
            current = setting.shown(setting.value(await self.get(guild_id)))
            raise Conflict(
                f"Somebody else set {setting.title} to `{current}` while you were changing it. Nothing was saved."
            ) from conflict
        except InvalidSettingError as error:
            raise InvalidInput(error.reason) from None
        await self._tell(guild_id, {setting.name})
        return config

    async def save_all(
        self,
        guild_id: int,
        seen: GuildConfig,
        values: Mapping[str, Value],
        *,
        also: Iterable[Callable[[], Awaitable[None]]] = (),
    ) -> GuildConfig:
        """Save several settings in one transaction, or none if any setting of the server changed since `seen`.

        Args:
            guild_id: The server's snowflake.
            seen: The configuration as the member saw it.
            values: The new values by the settings' names.
            also: What else is written in the same transaction, or none of it all.

        Raises:
            InvalidInput: Two values do not go together.
            Locked: The operator fixed one of them.
            Conflict: The configuration changed since `seen`.
        """
        for name in values:
            self.refuse_locked(SETTINGS[name])
        try:
            async with self._controller.database.unit_of_work():
                config = await self._controller.replace_settings(
                    guild_id, {**settings_of(seen), **values}, expected=seen.version
                )
                for write in also:
                    await write()
        except SettingConflictError:
            raise Conflict("Somebody else changed the configuration meanwhile. Nothing was saved.") from None
        except InvalidSettingError as error:
            raise InvalidInput(error.reason) from None
        await self._tell(guild_id, values)
        return config

    async def _tell(self, guild_id: int, names: Collection[str]) -> None:
        for tell in tuple(self.saved):
            await tell(guild_id, names)

    def refuse_locked(self, setting: GuildSetting) -> None:
        """Raise Locked if the operator fixed `setting`."""
        if setting.name in self._locked:
            raise Locked(self._locked[setting.name])
