"""What an exported configuration holds besides the settings: each area's own part."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeAlias, TypeVar

import discord
from pydantic import Field, TypeAdapter, ValidationError

from astromorty.errors import Conflict, InvalidInput

PartT = TypeVar("PartT")
# A channel or role in a file: text, since programs that count in doubles would round the number.
Snowflake: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]{1,19}$")]


@dataclass(frozen=True, slots=True)
class Change:
    """What a part of a file would change in a server.

    Attributes:
        lines: It in words, a line for each thing; empty if the server has it all already.
        apply: Puts the content of the file in the place of what the server has, inside a unit of work.
    """

    lines: Sequence[str]
    apply: Callable[[], Awaitable[None]]


class Portable(Protocol):
    """An area's part of an exported configuration; `bot.portable` knows it by its name in the file."""

    @property
    def title(self) -> str:
        """What people know it by."""
        ...

    async def export(self, guild: discord.Guild) -> Any:
        """Return what the server has as JSON, snowflakes as text, in an order of its own; None if it has nothing.

        Equal content is equal configuration: by this an import notices that somebody changed it meanwhile.
        """
        ...

    async def check(self, member: discord.Member, content: object) -> Change:
        """Return what `content` from a file would change in the server of `member`, who imports it.

        Raises InvalidInput that names what is wrong with it, or what `member` may not do by command either.
        """
        ...


def read_part(file: TypeAdapter[PartT], content: object) -> PartT:
    """Return a part of a file as its area knows it; raise InvalidInput that says what is wrong first."""
    try:
        return file.validate_python(content)
    except ValidationError as error:
        raise InvalidInput(first_problem(error)) from None


def first_problem(error: ValidationError) -> str:
    """Say where a part of a file is wrong first, and in what."""
    first = error.errors()[0]
    # A name that is not known may be as long as the file.
    place = ".".join(map(str, first["loc"]))[:100]
    return f"{place or 'it'}: {first['msg'].lower()}."


async def checked_change(portable: Portable, member: discord.Member, content: object) -> Change:
    """Return the change with a watch on it: it is refused if the server's part is another one by then."""
    seen = await portable.export(member.guild)
    change = await portable.check(member, content)

    async def apply() -> None:
        if await portable.export(member.guild) != seen:
            raise Conflict(f"Somebody else changed {portable.title} meanwhile. Nothing was saved.")
        await change.apply()

    return Change(change.lines, apply)
