"""Which prefix a server uses: asked at every message, so a known one costs no I/O."""

from astromorty.database.controllers.guild_config import GuildConfigController
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

    async def get_prefix(self, guild_id: int | None) -> str:
        """Return the prefix in force in a server; in direct messages (None) the default."""
        if self._override is not None or guild_id is None:
            return self._override or DEFAULT_PREFIX
        return await self._controller.get_prefix_by_guild_id(guild_id) or DEFAULT_PREFIX

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
