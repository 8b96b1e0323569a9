"""Which messages to delete and why, as options of a slash command and as flags of a message."""

import re
from typing import Any, Self

import discord
from discord.ext import commands

from astromorty.measures.flags import TOO_LONG, Reason
from astromorty.ui.cards import code

# What people would click on; Discord makes no link of an address without a scheme.
_LINK = re.compile(r"https?://\S", re.IGNORECASE)
SHOWN = 100
_SWITCH = re.compile(r"(?<!\S)-(bots|links|pinned)(?=\s*$|\s+-)", re.IGNORECASE)


class PurgeFilters(commands.FlagConverter, prefix="-", delimiter=" ", case_insensitive=True):
    """What a message must be to be deleted; whatever is given must hold."""

    member: discord.Member | discord.User | None = commands.flag(
        default=None, positional=True, description="Only messages of this member, also of one who left"
    )
    bots: bool = commands.flag(default=False, description="Only messages of bots and webhooks")
    links: bool = commands.flag(default=False, description="Only messages with a link")
    contains: str | None = commands.flag(default=None, description="Only messages with this text, in any case")
    pinned: bool = commands.flag(default=False, description="Pinned messages too")
    reason: Reason = commands.flag(default="", description="Why, for the audit log and the moderation log")

    @classmethod
    def parse_flags(cls, argument: str, *, ignore_extra: bool = True) -> dict[str, list[str]]:
        """Take a switch without a value, such as `-links`, for one that is on."""
        return super().parse_flags(_SWITCH.sub(r"-\1 yes", argument), ignore_extra=ignore_extra)

    @classmethod
    async def convert(cls, ctx: commands.Context[Any], argument: str) -> Self:
        """Read flags; raise BadArgument with an example for what is none."""
        try:
            return await super().convert(ctx, argument)
        except (commands.FlagError, commands.BadUnionArgument, commands.BadArgument) as error:
            if isinstance(error, commands.BadFlagArgument) and error.flag.name == "reason":
                raise commands.BadArgument(TOO_LONG) from error
            typed = code(argument[:SHOWN])
            raise commands.BadArgument(
                f"I know no member or filter {typed}. Try `purge 50 @member -links` or `purge 50 -contains some text`."
            ) from None

    @property
    def needs_content(self) -> bool:
        """Whether these filters read what messages say."""
        return self.links or self.contains is not None

    def match(self, message: discord.Message) -> bool:
        """Say whether a message is to be deleted, and can be."""
        return (
            message.type.is_deletable()
            and (self.pinned or not message.pinned)
            and (self.member is None or message.author.id == self.member.id)
            and (not self.bots or message.author.bot)
            and (not self.links or _LINK.search(message.content) is not None)
            and (self.contains is None or self.contains.casefold() in message.content.casefold())
        )

    def in_words(self) -> str:
        """Name the filters as the end of "12 messages …"; empty without any."""
        parts = [f" of {self.member.mention}"] if self.member is not None else []
        parts += [" of bots"] if self.bots else []
        parts += [" with a link"] if self.links else []
        parts += [" with the given text"] if self.contains is not None else []
        return "".join(parts)
