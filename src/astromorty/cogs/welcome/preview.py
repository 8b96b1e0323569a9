"""How a text looks when it is used."""

import discord

from astromorty.cogs.welcome.words import Occasion, person_from
from astromorty.database.models import GuildConfig


def preview(occasion: Occasion, config: GuildConfig, user: discord.User | discord.Member, guild: discord.Guild) -> str:
    """Return exactly what would be said of `user`."""
    return occasion.words(config, [person_from(user, guild)])
