"""The texts with which members are welcomed and seen off."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from astromorty.errors import InvalidInput
from astromorty.services.placeholders import fill, refuse_unknown

LONGEST_TEMPLATE: Final = 1_000
# https://discord.com/developers/docs/resources/message#create-message
_LONGEST_MESSAGE: Final = 2_000
# What is said where a server has no words of its own.
WELCOME: Final = "Welcome to {server}, {user}!"
GOODBYE: Final = "{name} has left {server}."
PLACEHOLDERS: Final = ("user", "name", "server", "count", "id")


@dataclass(frozen=True, slots=True)
class Person:
    """Who comes or goes.

    Attributes:
        member_id: Their snowflake.
        name: What they are called, safe to show.
        server: What the server is called, safe to show.
        count: How many members the server has now.
    """

    member_id: int
    name: str
    server: str
    count: int

    def values(self) -> Mapping[str, str]:
        """Return what each placeholder stands for."""
        return {
            "user": f"<@{self.member_id}>",
            "name": self.name,
            "server": self.server,
            "count": f"{self.count:,}",
            "id": str(self.member_id),
        }


def check_template(text: str) -> str:
    """Return a text as it is stored, without white space around it; raise InvalidInput with what is allowed."""
    template = text.strip()
    if not 1 <= len(template) <= LONGEST_TEMPLATE:
        raise InvalidInput(
            f"The text has {len(template):,} characters; 1 to {LONGEST_TEMPLATE:,} are allowed, such as `{WELCOME}`."
        )
    refuse_unknown(template, PLACEHOLDERS)
    return template


def words_for(template: str, person: Person) -> str:
    """Return what is said of somebody, cut to what a message takes."""
    text = fill(template, person.values())
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1]}…"
