"""What is said of members who come and go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import discord

from astromorty.database.models import GuildConfig
from astromorty.services.welcome import GOODBYE, WELCOME, Person, words_for
from astromorty.ui.cards import first_of, plain

_MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Occasion:
    """Coming or going: which settings are about it, and what is said without them."""

    channel: str
    template: str
    default: str
    crowd: str

    def channel_id(self, config: GuildConfig) -> int | None:
        """Return where it is said; None for nowhere."""
        return getattr(config, self.channel)

    def words(self, config: GuildConfig, people: Sequence[Person]) -> str:
        """Return what is said of somebody, or of several together."""
        if len(people) == 1:
            return words_for(getattr(config, self.template) or self.default, people[0])
        names = first_of([f"**{person.name}**" for person in people], _MOST_NAMED)
        return self.crowd.format(names=names, server=people[-1].server)


JOINING: Final = Occasion("welcome_channel", "welcome_template", WELCOME, "👋 Welcome to {server}, {names}!")
LEAVING: Final = Occasion("goodbye_channel", "goodbye_template", GOODBYE, "{names} have left {server}.")


def person_from(user: discord.User | discord.Member, guild: discord.Guild) -> Person:
    """Return what is said of a user in a server."""
    return Person(user.id, plain(user.display_name), plain(guild.name), guild.member_count or 0)
