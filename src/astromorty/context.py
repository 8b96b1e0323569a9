"""The context that every command gets: discord.py's own, with one way of answering."""

from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# discord.py calls back with any client's interaction; this bot has only its own.
Interaction = discord.Interaction[Any]
# An option that takes a server's channel of any kind.
AnyChannel = (
    discord.TextChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.ForumChannel
    | discord.CategoryChannel
    | discord.Thread
)


class Context(commands.Context["Astromorty"]):
    """A command's invocation, by slash or by prefix."""

    bot: "Astromorty"

    @property
    def server(self) -> discord.Guild:
        """The server of the invocation; raises NoPrivateMessage in direct messages."""
        if self.guild is None:
            raise commands.NoPrivateMessage
        return self.guild

    @property
    def member(self) -> discord.Member:
        """Who runs the command, as a member of the server; raises NoPrivateMessage in direct messages."""
        if not isinstance(self.author, discord.Member):
            raise commands.NoPrivateMessage
        return self.author

    async def answer(
        self, view: discord.ui.LayoutView, *, private: bool = False, file: discord.File | None = None
    ) -> discord.Message:
        """Send `view` as the reply to the command.

        Args:
            view: What to show.
            private: Whether only the invoker may see it. A prefix command has no private reply: it is sent openly.
            file: A file that `view` refers to, if any.

        Raises:
            discord.HTTPException: Discord refused the message.
        """
        extra: dict[str, Any] = {} if file is None else {"file": file}
        if self.interaction is None:
            # The asked message may be gone by now; the answer still matters.
            extra["reference"] = self.message.to_reference(fail_if_not_exists=False)
        return await self.send(view=view, ephemeral=private, mention_author=False, **extra)
