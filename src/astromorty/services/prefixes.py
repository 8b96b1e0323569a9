"""Which prefix a server uses: asked at every message, so a known one costs no I/O."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from loguru import logger

from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.prefix import DEFAULT_PREFIX
from astromorty.services.cache.keys import build
from astromorty.services.guild_settings import SETTINGS, GuildSettings
from astromorty.services.warming import warm_guilds


class PrefixManager:
    """Servers' prefixes, as the cache and the database have them.

    Args:
        controller: Where the prefixes are kept.
        guild_settings: How one is changed.
        override: The operator's prefix for all servers; None to let each have its own.
    """

    def __init__(
        self, controller: GuildConfigController, guild_settings: GuildSettings, *, override: str | None = None
    ) -> None:
        self._controller = controller
        self._guild_settings = guild_settings
        self._override = override
        self._away = False

    async def get_prefix(self, guild_id: int | None) -> str:
        """Return the prefix in force in a server; in direct messages (None) the default.

        Where it is known, nothing is awaited: a server on the default prefix is known, too. While the database is away,
        a server whose prefix is not cached has the default one.
        """
        if self._override is not None or guild_id is None:
            return self._override or DEFAULT_PREFIX
        try:
            prefix = await self._controller.get_prefix_by_guild_id(guild_id)
        except DatabaseUnavailableError as error:
            self._note(away=True, reason=str(error))
            return DEFAULT_PREFIX
        if self._away:
            self._note(away=False)
        return prefix or DEFAULT_PREFIX

    async def accepted(self, guild_id: int | None, mentions: tuple[str, ...]) -> tuple[str, ...]:
        """Return all that a command may start with in a server, the longest first."""
        return _longest_first(await self.get_prefix(guild_id), mentions)

    def known(self, guild_id: int | None, mentions: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return as `accepted` does, at once and without I/O; None where that has to be asked for."""
        if self._override is not None or guild_id is None:
            return _longest_first(self._override or DEFAULT_PREFIX, mentions)
        config = self._guild_settings.known(guild_id)
        return None if config is None else _longest_first(config.prefix or DEFAULT_PREFIX, mentions)

    async def set_prefix(self, guild_id: int, prefix: str) -> str:
        """Save a server's prefix and return it as stored, in Unicode's NFC form.

        Raises:
            InvalidInput: It cannot be a prefix; the message says why.
            Locked: The operator's prefix overrides every server's.
        """
        setting = SETTINGS["prefix"]
        self._guild_settings.refuse_locked(setting)
        config = await self._guild_settings.save(guild_id, setting, setting.kind.parse(prefix))
        return config.prefix or DEFAULT_PREFIX

    async def reset_prefix(self, guild_id: int) -> str:
        """Go back to the default prefix and return it; raise Locked where the operator's overrides it."""
        config = await self._guild_settings.save(guild_id, SETTINGS["prefix"], None)
        return config.prefix or DEFAULT_PREFIX

    async def invalidate_cache(self, guild_id: int | None = None) -> None:
        """Forget a server's cached prefix in every process, or all servers'; the next message looks it up again."""
        if guild_id is None:
            await self._controller.cache.delete_pattern("prefix:*")
        else:
            await self._controller.cache.delete(build("prefix", (guild_id,)))

    def get_cache_stats(self) -> Mapping[str, int | float]:
        """Return the counters of this process's cached prefixes, such as `local_hits` and `local_entries`."""
        return self._controller.cache.stats()["prefix"]

    async def warm(self, guild_ids: Collection[int]) -> int:
        """Load these servers' prefixes and settings in batches, within 30 s; return how many entries were filled.

        A database that does not answer is left alone: what is not warm is loaded when it is needed.
        """
        return await warm_guilds(self._controller.cache, guild_ids, self._controller.preload)

    def _note(self, *, away: bool, reason: str = "") -> None:
        """Log once when prefixes cannot be looked up any more, and once when they can again."""
        if away and not self._away:
            logger.warning("Prefixes that are not cached are the default one for now: {}", reason)
        elif self._away and not away:
            logger.info("Prefixes are looked up again")
        self._away = away


@lru_cache(maxsize=4096)
def _longest_first(prefix: str, mentions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted((prefix, *mentions), key=len, reverse=True))
