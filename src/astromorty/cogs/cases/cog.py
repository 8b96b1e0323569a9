"""Commands that show and change what moderators did."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.cases.listing import CaseListing, Wanted
from astromorty.cogs.cases.words import choice, counted, entry
from astromorty.context import Context, Interaction
from astromorty.database.models.moderation_case import Kind
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.services.cases import CASE_KINDS, Case
from astromorty.ui.cards import card, code, done, plain
from astromorty.ui.choices import SUGGESTIONS
from astromorty.ui.pages import answer_loaded

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

User = discord.Member | discord.User
# Among so many of the newest a case is looked for by what is typed; older ones are reached by their number.
LOOKED_THROUGH = 200
# What cases that the database did not take may still take when the bot stops, in seconds.
OWED_WITHIN = 1.0


class CaseCommands(commands.Cog, name="Cases"):
    """What moderators did, and why: a numbered case for each measure."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self.cases = bot.cases

    async def cog_unload(self) -> None:
        """Record what is owed, if the database is back."""
        await self.cases.record_owed(seconds=OWED_WITHIN)

    @commands.hybrid_group(case_insensitive=True)
    @examples("12")
    @needs(moderate_members=True)
    async def case(self, ctx: Context, *, word: str = commands.parameter(default="", displayed_name="number")) -> None:
        """Show a case, or the newest ones."""
        if not word:
            # A rule about the subcommand holds here, too.
            await self.bot.gate.refuse(ctx.author, "case list", ctx.channel)
            await self._answer_list(ctx, {"member_id": None, "kind": None, "moderator_id": None})
        elif word.isdecimal():
            await self.bot.gate.refuse(ctx.author, "case view", ctx.channel)
            await self.case_view(ctx, int(word))
        else:
            # What is suggested goes by this; discord.py has forgotten it when a group's own command runs.
            ctx.subcommand_passed = word.split()[0]
            raise commands.CommandNotFound(f"{ctx.command} {word}")

    @case.command(name="view")
    @examples("12")
    @app_commands.describe(number="Which case")
    async def case_view(self, ctx: Context, number: int) -> None:
        """Show a case."""
        await ctx.answer(entry(await self.cases.find(ctx.server.id, number), with_link=True), private=True)

    @case.command(name="list")
    @examples("", "@Mia", "@Mia warn", "ban")
    @app_commands.rename(kind="type")
    @app_commands.describe(
        member="Whom they are about", kind="Only bans, warnings …", moderator="Who opened them; all if left out"
    )
    async def case_list(
        self,
        ctx: Context,
        member: User | None = None,
        kind: str | None = commands.parameter(default=None, displayed_name="type"),
        moderator: User | None = None,
    ) -> None:
        """List cases, the newest first: all, or those of a member, a type or a moderator."""
        await self._answer_list(
            ctx,
            {
                "member_id": member.id if member else None,
                "kind": None if kind is None else _parsed_kind(kind),
                "moderator_id": moderator.id if moderator else None,
            },
        )

    async def _answer_list(self, ctx: Context, wanted: Wanted) -> None:
        guild_id = ctx.server.id
        count = await self.cases.count(guild_id, **wanted)
        if count == 0:
            await ctx.answer(card("Cases", "There is no such case in this server."), private=True)
            return
        listing = CaseListing(self.cases, guild_id, wanted, count)
        await answer_loaded(ctx, f"Cases · {count:,}", listing.load, private=True)

    @case.command(name="edit")
    @examples("12 Advertised in three channels")
    @app_commands.describe(number="Which case", reason="Why it was done, in place of the reason it has")
    async def case_edit(self, ctx: Context, number: int, *, reason: str) -> None:
        """Give a case another reason; its entry in the log follows."""
        seen = await self.cases.find(ctx.server.id, number)
        edited = await self.cases.edit_reason(seen, reason)
        now, before = plain(edited.reason or "–"), plain(seen.reason or "–")
        await self._answer_changed(
            ctx, edited, f"Case {number} has another reason.\n**Now** {now}\n**Before** {before}"
        )

    @case.command(name="close")
    @examples("12")
    @app_commands.describe(number="Which case")
    async def case_close(self, ctx: Context, number: int) -> None:
        """Mark a case as dealt with."""
        closed = await self.cases.close(await self.cases.find(ctx.server.id, number))
        await self._answer_changed(ctx, closed, f"Case {number} is closed.")

    @case.command(name="reopen")
    @examples("12")
    @app_commands.describe(number="Which case")
    async def case_reopen(self, ctx: Context, number: int) -> None:
        """Open a closed case again."""
        reopened = await self.cases.reopen(await self.cases.find(ctx.server.id, number))
        await self._answer_changed(ctx, reopened, f"Case {number} is open again.")

    async def _answer_changed(self, ctx: Context, case: Case, sentence: str) -> None:
        await ctx.defer(ephemeral=True)
        trouble = await self.bot.mod_log.post(case)
        await ctx.answer(done(sentence if trouble is None else f"{sentence}\n⚠️ {trouble}"), private=True)

    @case.command(name="stats")
    async def case_stats(self, ctx: Context) -> None:
        """Show how many cases there are of each type, and who opened the most."""
        stats = await self.cases.stats(ctx.server.id)
        await ctx.answer(card("Cases in this server", counted(stats)), private=True)

    @case_view.autocomplete("number")
    @case_edit.autocomplete("number")
    @case_close.autocomplete("number")
    @case_reopen.autocomplete("number")
    async def _complete_number(self, interaction: Interaction, current: str) -> list[app_commands.Choice[int]]:
        guild = interaction.guild
        if guild is None:
            return []
        newest = await self.cases.list(guild.id, limit=LOOKED_THROUGH)
        offered = [choice(case, self._name(guild, case.member_id)) for case in newest]
        found = [each for each in offered if current.lower() in each.name.lower()]
        if current.isdecimal():
            found.sort(key=lambda each: not str(each.value).startswith(current))
            exact = await self.cases.get(guild.id, int(current[:9]))
            if exact is not None and exact not in newest:
                found.insert(0, choice(exact, self._name(guild, exact.member_id)))
        return found[:SUGGESTIONS]

    def _name(self, guild: discord.Guild, user_id: int) -> str:
        user = guild.get_member(user_id) or self.bot.get_user(user_id)
        return str(user_id) if user is None else user.display_name

    @case_list.autocomplete("kind")
    async def _complete_kind(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        wanted = current.strip().lower()
        return [
            app_commands.Choice(name=kind.noun, value=kind.name)
            for kind in CASE_KINDS.values()
            if wanted in kind.noun.lower() or wanted in kind.name
        ]


def _parsed_kind(text: str) -> Kind:
    """Return the kind of case that `text` names; raise `InvalidInput`."""
    wanted = text.strip().lower()
    for kind in CASE_KINDS.values():
        if wanted in {kind.name, kind.noun.lower()}:
            return kind.name
    names = ", ".join(code(name) for name in CASE_KINDS)
    raise InvalidInput(f"There is no such type of case. There are {names}; for example `case list warn`.")
