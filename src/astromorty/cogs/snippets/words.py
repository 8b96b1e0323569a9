"""Words behind the prefix that are no command: the short form of snippets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from discord.ext import commands

from astromorty.commands.suggestions import similar_commands
from astromorty.context import Context
from astromorty.log.fields import bind_to_task
from astromorty.services.similar_names import similar_names
from astromorty.services.snippets import Snippets
from astromorty.services.snippets.names import contains
from astromorty.ui.cards import code, refusal

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Much begins with a prefix that is meant for nobody: whoever did not ask is answered only when little is wrong.
SHORTEST_MISSPELT = 4
UNASKED_SIMILARITY = 75  # of 100


class SnippetWords:
    """Takes such words for snippets, where the server allows it.

    Args:
        bot: Whose messages they are in.
        snippets: Which there are.
        command: What sends a snippet, called by its name.
    """

    def __init__(self, bot: "Astromorty", snippets: Snippets, command: commands.Command[Any, ..., Any]) -> None:
        self._bot = bot
        self._snippets = snippets
        self._command = command

    async def take(self, ctx: Context) -> bool:
        """Answer a word that is a snippet's name, or nearly; say whether it was. Costs no I/O where names are known."""
        if ctx.guild is None or ctx.invoked_with is None:
            return False
        names, word = await self._snippets.names(ctx.guild.id), ctx.invoked_with.lower()
        if not names or not (await self._bot.guild_settings.get(ctx.guild.id)).snippets_direct:
            return False
        if not contains(names, word):
            return await self._suggest(ctx, names, word)
        # As if the command stood before the word: the same checks, the same errors.
        ctx.view.undo()
        ctx.command = self._command
        bind_to_task(guild=ctx.guild.id, command=self._command.qualified_name)
        await self._bot.invoke(ctx)
        return True

    async def _suggest(self, ctx: Context, names: Sequence[str], word: str) -> bool:
        """Answer a word that resembles snippets only; what resembles a command, or nothing, is not for us."""
        if len(word) < SHORTEST_MISSPELT:
            return False
        close = similar_names(names, word, at_least=UNASKED_SIMILARITY)
        if not close or await similar_commands(ctx):
            return False
        listed = " or ".join(code(f"{ctx.clean_prefix}{name}") for name in close)
        await ctx.answer(refusal(f"There is no such snippet. Did you mean {listed}?"))
        return True
