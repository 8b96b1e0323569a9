"""Which prefix a server uses: asked at every message, so a known one costs no I/O."""

from loguru import logger

from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.prefix import DEFAULT_PREFIX
from astromorty.services.guild_settings import SETTINGS, GuildSettings


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

        While the database is away, a server whose prefix is not cached has the default one.
        """
        if self._override is not None or guild_id is None:
            return self._override or DEFAULT_PREFIX
        try:
            prefix = await self._controller.get_prefix_by_guild_id(guild_id)
        except DatabaseUnavailableError as error:
            self._note(away=True, reason=str(error))
            return DEFAULT_PREFIX
        self._note(away=False)
        return prefix or DEFAULT_PREFIX

    def _note(self, *, away: bool, reason: str = "") -> None:
        """Log once when prefixes cannot be looked up any more, and once when they can again."""
        if away and not self._away:
            logger.warning("Prefixes that are not cached are the default one for now: {}", reason)
        elif self._away and not away:
            logger.info("Prefixes are looked up again")
        self._away = away

    async def set_prefix(self, guild_id: int, prefix: str) -> str:
        """Save a server's prefix and return it as stored, in Unicode's NFC form.

        Raises:
            InvalidInput: It cannot be a prefix; the message says why.
            Locked: The operator's prefix overrides every server's.
        """
        config = await self._guild_settings.save(guild_id, SETTINGS["prefix"], prefix)
        return config.prefix or DEFAULT_PREFIX

    async def reset_prefix(self, guild_id: int) -> str:
        """Go back to the default prefix and return it; raise Locked where the operator's overrides it."""
        config = await self._guild_settings.save(guild_id, SETTINGS["prefix"], None)
        return config.prefix or DEFAULT_PREFIX
