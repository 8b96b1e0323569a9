"""Commands by which people see, take and delete what is stored about them."""

import io
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from astromorty.cogs.privacy.words import AFTER, BEFORE, listed
from astromorty.context import Context
from astromorty.database.controllers.member_data import MemberDataController
from astromorty.database.models.member_data import OnErasure
from astromorty.errors import Refusal
from astromorty.services.privacy_export import export_member
from astromorty.ui import cards
from astromorty.ui.confirm import Confirm

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_WHAT_ELSE = (
    "-# I store none of your messages. Servers that log edited and deleted messages have me remember the latest for a "
    "while, in memory only. `privacy export` sends you all of this as a file; `privacy delete` deletes it."
)
_FOR_EVER = "This concerns all servers and cannot be undone. What you do from then on is stored anew."
_CLOSED = (
    "I cannot write to you, so nothing was sent, and nothing is shown here. Allow direct messages in this server's "
    "privacy settings, then run the command again."
)


class Privacy(commands.Cog):
    """See what is stored about you, take it with you, or delete it."""

    def __init__(self, bot: "Astromorty", stored: MemberDataController) -> None:
        self.bot = bot
        self._stored = stored
        # Not the decorator: it would count exports that could not be sent, and those of every instance of this class.
        self._exports = commands.CooldownMapping[discord.Message].from_cooldown(1, 60, commands.BucketType.user)

    @commands.hybrid_group(fallback="info", case_insensitive=True)
    async def privacy(self, ctx: Context) -> None:
        """Show what is stored about you, in all servers."""
        holdings = await self._stored.holdings(ctx.author.id)
        await ctx.answer(cards.card("What is stored about you", listed(holdings, BEFORE), _WHAT_ELSE), private=True)

    @privacy.command(name="export")
    async def privacy_export(self, ctx: Context) -> None:
        """Get all that is stored about you as a file, in a direct message."""
        waiting = self._exports.get_bucket(ctx.message)
        assert waiting is not None
        if left := waiting.get_retry_after():
            raise commands.CommandOnCooldown(waiting, left, commands.BucketType.user)
        await ctx.defer(ephemeral=True)
        files = await export_member(self._stored, self.bot.known_guilds, ctx.author.id)
        try:
            for number, content in enumerate(files, 1):
                part = f", part {number} of {len(files)}" if len(files) > 1 else ""
                file = discord.File(io.BytesIO(content), f"my-data-{number}.json")
                await ctx.author.send(view=cards.file_card(f"What is stored about you{part}", file), file=file)
        except discord.Forbidden:
            raise Refusal(_CLOSED) from None
        waiting.update_rate_limit()
        await ctx.answer(cards.done("I have sent you all that is stored about you in a direct message."), private=True)

    @privacy.command(name="delete")
    async def privacy_delete(self, ctx: Context) -> None:
        """Delete what is stored about you, in all servers; asks first."""
        holdings = await self._stored.holdings(ctx.author.id)
        present = listed(holdings, BEFORE)
        if not any(holding.count for holding in holdings if holding.declared.on_erasure is not OnErasure.KEEP):
            self.bot.dispatch("member_data_erased", ctx.author.id)
            await ctx.answer(cards.card("There is nothing to delete", present), private=True)
            return

        async def erase() -> discord.ui.LayoutView:
            erased = await self._stored.erase(ctx.author.id)
            self.bot.dispatch("member_data_erased", ctx.author.id)
            return cards.card("Your data was deleted", listed(erased, AFTER), tone=cards.Tone.SUCCESS)

        detail = f"{present}\n\n{_FOR_EVER}"
        confirm = Confirm(ctx, "Delete what is stored about you?", detail, yes="Delete my data", action=erase)
        await confirm.open(ctx, private=True)
