"""Commands on who gets no experience, or more of it."""

import discord
from discord import app_commands

from astromorty.cogs.levels.explain import explanation
from astromorty.cogs.levels.group import LevelsGroup, levels, manages
from astromorty.cogs.levels.overview import factor as shown_factor
from astromorty.cogs.levels.overview import rule_lines
from astromorty.context import AnyChannel, Context
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import Target
from astromorty.errors import InvalidInput
from astromorty.manual import examples
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.guild_settings.kinds import Number
from astromorty.ui.cards import card, done

_SERVER = SETTINGS["levels_multiplier"]
_TAKE_BACK = {"off", "none"}


class RuleCommands(LevelsGroup):
    """Blacklist, ignored channels and roles, multipliers."""

    @levels.command(name="blacklist")
    @examples("@Mia", "@Mia True")
    @manages
    @app_commands.describe(member="Who is to get no XP", lift="Let the member get XP again")
    async def levels_blacklist(self, ctx: Context, member: discord.User, lift: bool = False) -> None:
        """Let a member get no XP for messages."""
        rules = self.bot.level_rules
        if lift:
            if not await rules.unblacklist(ctx.server.id, member.id):
                raise InvalidInput(f"{member.mention} is not on the blacklist.")
            await ctx.answer(done(f"{member.mention} gets XP for messages again."))
            return
        try:
            await rules.blacklist(ctx.server.id, member.id)
        except TooManyRowsError as error:
            raise InvalidInput(f"A server can blacklist {error.most:,} members; lift one of them first.") from None
        await ctx.answer(done(f"{member.mention} gets no XP for messages any more."))

    @levels.command(name="ignore")
    @examples("#general", "@Moderators")
    @manages
    @app_commands.describe(channel="A channel, category or thread", role="A role")
    async def levels_ignore(
        self, ctx: Context, channel: AnyChannel | None = None, role: discord.Role | None = None
    ) -> None:
        """Let messages in a channel, or by members with a role, give no XP."""
        for target, thing in _named(ctx, channel, role):
            try:
                await self.bot.level_rules.ignore(ctx.server.id, target, thing.id)
            except TooManyRowsError as error:
                raise InvalidInput(f"A server can ignore {error.most:,} channels and roles.") from None
        await ctx.answer(done(f"{_mentions(channel, role)} gives no XP any more."))

    @levels.command(name="unignore")
    @examples("#general", "@Moderators")
    @manages
    @app_commands.describe(channel="A channel, category or thread", role="A role")
    async def levels_unignore(
        self, ctx: Context, channel: AnyChannel | None = None, role: discord.Role | None = None
    ) -> None:
        """Let messages in a channel, or by members with a role, give XP again."""
        things = _named(ctx, channel, role)
        found = [await self.bot.level_rules.unignore(ctx.server.id, target, thing.id) for target, thing in things]
        if not any(found):
            raise InvalidInput(f"{_mentions(channel, role)} was not ignored.")
        await ctx.answer(done(f"{_mentions(channel, role)} gives XP again."))

    @levels.group(name="multiplier", fallback="show", case_insensitive=True)
    async def levels_multiplier(self, ctx: Context) -> None:
        """Show what XP is multiplied by, and where."""
        config = await self.bot.guild_settings.get(ctx.server.id)
        rules = await self.bot.level_rules.get(ctx.server.id)
        lines = [f"**Server** × {shown_factor(config.levels_multiplier)}"]
        await ctx.answer(card("Multipliers", "\n".join([*lines, *rule_lines(ctx.server, rules)])))

    @levels_multiplier.command(name="server")
    @examples("2", "off")
    @manages
    @app_commands.describe(factor="0 to 10, such as 1.5; off takes it back")
    async def levels_multiplier_server(self, ctx: Context, factor: str) -> None:
        """Multiply all XP in this server."""
        value = _parsed(factor)
        value = _SERVER.default if value is None else value
        config = await self.bot.guild_settings.save(ctx.server.id, _SERVER, value)
        await ctx.answer(done(f"All XP in this server is multiplied by {shown_factor(config.levels_multiplier)}."))

    @levels_multiplier.command(name="channel")
    @examples("#general 1.5", "#general off")
    @manages
    @app_commands.describe(channel="A channel, category or thread", factor="0 to 10, such as 1.5; off takes it back")
    async def levels_multiplier_channel(self, ctx: Context, channel: AnyChannel, factor: str) -> None:
        """Multiply XP in a channel; the innermost of thread, channel and category counts."""
        await self._multiply(ctx, "channel", channel, factor)

    @levels_multiplier.command(name="role")
    @examples("@Moderators 2", "@Moderators off")
    @manages
    @app_commands.describe(role="A role", factor="0 to 10, such as 1.5; off takes it back")
    async def levels_multiplier_role(self, ctx: Context, role: discord.Role, factor: str) -> None:
        """Multiply XP of members with a role; of several roles the highest multiplier counts."""
        await self._multiply(ctx, "role", role, factor)

    async def _multiply(self, ctx: Context, target: Target, thing: AnyChannel | discord.Role, factor: str) -> None:
        value = _parsed(factor)
        try:
            await self.bot.level_rules.set_multiplier(ctx.server.id, target, thing.id, value)
        except TooManyRowsError as error:
            raise InvalidInput(f"A server can have {error.most:,} multipliers; take one back first.") from None
        said = "has no multiplier of its own now" if value is None else f"is multiplied by {shown_factor(value)} now"
        await ctx.answer(
            done(f"XP in {thing.mention} {said}." if target == "channel" else f"XP of {thing.mention} {said}.")
        )

    @levels.command(name="explain")
    @examples("@Mia")
    @app_commands.describe(member="Whose XP")
    async def levels_explain(self, ctx: Context, member: discord.Member) -> None:
        """Say what a member's message in this channel would give, and why."""
        lines = await explanation(self.bot, member, ctx.channel, self.messages.cooldowns)
        await ctx.answer(card(f"XP of {discord.utils.escape_markdown(member.display_name)} here", "\n".join(lines)))


def _parsed(factor: str) -> int | None:
    """Return a multiplier in hundredths; None to take it back."""
    if factor.strip().lower() in _TAKE_BACK:
        return None
    kind = _SERVER.kind
    assert isinstance(kind, Number)
    return kind.parse(factor)


def _named(
    ctx: Context, channel: AnyChannel | None, role: discord.Role | None
) -> list[tuple[Target, AnyChannel | discord.Role]]:
    """Return what was named; refuse nothing, and everyone."""
    named: list[tuple[Target, AnyChannel | discord.Role]] = []
    if channel is not None:
        named.append(("channel", channel))
    if role is not None:
        if role.is_default():
            raise InvalidInput("Everyone has that role; `levels disable` turns levels off.")
        named.append(("role", role))
    if not named:
        raise InvalidInput(f"Name a channel or a role of this server, such as `{ctx.clean_prefix}levels ignore #spam`.")
    return named


def _mentions(channel: AnyChannel | None, role: discord.Role | None) -> str:
    return " and ".join(thing.mention for thing in (channel, role) if thing is not None)
