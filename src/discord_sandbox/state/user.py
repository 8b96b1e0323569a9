"""Accounts: people and the bot."""

from dataclasses import dataclass, field

from discord_sandbox.wire import JsonObject


@dataclass(slots=True)
class User:
    """One account. ``avatar`` is the hash of a picture on the CDN, None for the default one."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    avatar: str | None = None
    locale: str = "en-US"
    status: str = "online"
    activities: list[JsonObject] = field(default_factory=list[JsonObject])
    accepts_direct_messages: bool = True

    @property
    def display_name(self) -> str:
        """The name shown where there is no nickname."""
        return self.global_name or self.username

    @property
    def discriminator(self) -> str:
        """Four digits for a bot, ``0`` for a person."""
        return f"{self.id % 9999 + 1:04}" if self.bot else "0"
