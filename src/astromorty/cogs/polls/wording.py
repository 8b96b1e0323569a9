"""What is asked in a poll, as it is typed."""

import re
from datetime import timedelta
from typing import Any, Final, Self

import discord
from discord.ext import commands

from astromorty.errors import InvalidInput
from astromorty.services.emoji import parse_emoji
from astromorty.services.times.duration import parse_duration
from astromorty.ui.cards import code

# https://discord.com/developers/docs/resources/poll
LONGEST_QUESTION: Final = 300
LONGEST_ANSWER: Final = 55
MOST_ANSWERS: Final = 10
SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=32)
_HOUR: Final = timedelta(hours=1)
_EXAMPLE: Final = "`poll Pizza or pasta? | 🍕 Pizza | 🍝 Pasta -duration 2d -multiple`"
_SWITCH = re.compile(r"(?<!\S)-multiple(?=\s*$|\s+-)", re.IGNORECASE)


class PollOptions(commands.FlagConverter, prefix="-", delimiter=" ", case_insensitive=True):
    """A question and its answers."""

    question: str = commands.flag(positional=True, description="What is asked, up to 300 characters")
    answers: str | None = commands.flag(
        default=None,
        description="1 to 10 answers with | between them, an emoji in front if you like: 🍕 Pizza | 🍝 Pasta",
    )
    duration: str = commands.flag(
        default="24h", description="How long one can vote, 1 hour to 32 days, such as 12h or 3d"
    )
    multiple: bool = commands.flag(default=False, description="Whether one may choose several answers")

    @classmethod
    def parse_flags(cls, argument: str, *, ignore_extra: bool = True) -> dict[str, list[str]]:
        """Take `-multiple` without a value for on."""
        return super().parse_flags(_SWITCH.sub("-multiple yes", argument), ignore_extra=ignore_extra)

    @classmethod
    async def convert(cls, ctx: commands.Context[Any], argument: str) -> Self:
        """Read what was typed; raise BadArgument with an example where that cannot be."""
        try:
            return await super().convert(ctx, argument)
        except (commands.FlagError, commands.BadArgument):
            raise commands.BadArgument(f"I do not understand that poll. Try {_EXAMPLE}.") from None

    def poll(self) -> discord.Poll:
        """Build the poll; raise InvalidInput with what is allowed."""
        question, answers = self._parts()
        if not question or len(question) > LONGEST_QUESTION:
            raise InvalidInput(f"A question has 1 to {LONGEST_QUESTION} characters, such as {code('Pizza or pasta?')}.")
        if not 1 <= len(answers) <= MOST_ANSWERS:
            raise InvalidInput(f"A poll has 1 to {MOST_ANSWERS} answers with `|` between them. Try {_EXAMPLE}.")
        poll = discord.Poll(question, _length(self.duration), multiple=self.multiple)
        for answer in answers:
            text, emoji = _answer(answer)
            if not 1 <= len(text) <= LONGEST_ANSWER:
                raise InvalidInput(
                    f"An answer has 1 to {LONGEST_ANSWER} characters; {code(text[:80])} has {len(text):,}."
                )
            poll.add_answer(text=text, emoji=emoji)
        return poll

    def _parts(self) -> tuple[str, list[str]]:
        if self.answers is None:
            question, *answers = self.question.split("|")
        else:
            question, answers = self.question, self.answers.split("|")
        return question.strip(), [answer.strip() for answer in answers if answer.strip()]


def _length(text: str) -> timedelta:
    length = parse_duration(text)
    if not SHORTEST <= length <= LONGEST:
        raise InvalidInput("A poll lasts from 1 hour to 32 days; try `12h` or `3d`.")
    if length % _HOUR:
        raise InvalidInput("A poll lasts for whole hours; try `12h` or `3d`.")
    return length


def _answer(text: str) -> tuple[str, str | None]:
    """Tell the emoji in front of an answer, if there is one, from its text; an emoji alone is the text."""
    first, _, rest = text.partition(" ")
    try:
        return (rest.strip(), parse_emoji(first)) if rest.strip() else (text, None)
    except InvalidInput:
        return text, None
