"""Commands on the rules that messages are held against."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.automod.dashboard_part import AutomodPart
from astromorty.cogs.automod.portable import PortableAutomod
from astromorty.cogs.automod.state import state_lines
from astromorty.cogs.automod.words import rule_line
from astromorty.context import AnyChannel, Context, Interaction
from astromorty.database.models.automod import ALL_RULES, RuleKind
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.services.automod.compiled import ReadyRules
from astromorty.services.automod.looking import Facts
from astromorty.services.automod.looks import Looks
from astromorty.services.automod.service import Automod
from astromorty.services.automod.windows import Windows
from astromorty.services.guild_settings import SETTINGS
from astromorty.ui.cards import card, code, done
from astromorty.ui.choices import choices
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

RULE = "Which rule"
FEATURE = "automod_enabled"
FROM = "From which rule; from all if left out"
SETTINGS_HELP = 'Settings such as action=delete-warn most=3 words=one,"two words"'
ONLY_TEXT = "This looks at the text alone: not at mentions, files, exemptions, or how often something is said."


class AutomodCommands(commands.Cog, name="Automod"):
    """Rules that messages are held against."""

    def __init__(self, bot: "Astromorty", automod: Automod) -> None:
        self.bot = bot
        self.service = automod

    async def cog_load(self) -> None:
        """Show the rules on the dashboard, and have them in exported configurations."""
        self.bot.area_parts["automod"] = AutomodPart(self.service)
        self.bot.portable["automod"] = PortableAutomod(self.bot, self.service)

    async def cog_unload(self) -> None:
        """Have them there no more."""
        del self.bot.area_parts["automod"], self.bot.portable["automod"]

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let nobody pass outside of a server."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_group(fallback="show", case_insensitive=True)
    @needs(manage_guild=True)
    @app_commands.guild_only()
    async def automod(self, ctx: Context) -> None:
        """Show the rules, and whether they are in force."""
        rules = await self.service.stored.get(ctx.server.id)
        lines = await state_lines(self.bot, ctx.server, rules)
        lines += self.bot.plan.warnings(FEATURE)
        lines += [rule_line(rule, rules, ctx.server) for rule in rules.rules]
        await answer_pages(ctx, "Automod", lines if rules.rules else [*lines, "No rules yet: `automod add` makes one."])

    @automod.command(name="add")
    @examples("invites no-invites", "words slurs action=delete-warn words=one,two*", "mentions many most=4")
    @app_commands.describe(kind="What it looks for", name="What it is called", settings=SETTINGS_HELP)
    async def automod_add(self, ctx: Context, kind: RuleKind, name: str, *, settings: str = "") -> None:
        """Add a rule; without an action it deletes."""
        added = await self.service.add(ctx.server.id, kind, name, settings)
        config = await self.bot.guild_settings.get(ctx.server.id)
        hint = "" if config.automod_enabled else " Automod is off: `automod enable` turns it on."
        await self._done(ctx, f"The rule {code(added)} was added.{hint}")

    @automod.command(name="edit")
    @examples("no-invites action=timeout timeout=1h", "many most=6 escalate=3/1h")
    @app_commands.describe(rule=RULE, settings=SETTINGS_HELP)
    async def automod_edit(self, ctx: Context, rule: str, *, settings: str) -> None:
        """Change what a rule looks for, or what it does."""
        changed = await self.service.edit(ctx.server.id, rule, settings)
        rules = await self.service.stored.get(ctx.server.id)
        await ctx.answer(done(f"The rule was changed.\n{rule_line(changed, rules, ctx.server)}"))

    @automod.command(name="remove")
    @examples("no-invites")
    @app_commands.describe(rule=RULE)
    async def automod_remove(self, ctx: Context, rule: str) -> None:
        """Remove a rule."""
        found = await self.service.find(ctx.server.id, rule)
        await self.service.stored.remove(ctx.server.id, found.name)
        await ctx.answer(done(f"The rule {code(found.name)} was removed."))

    @automod.command(name="enable")
    @examples("", "no-invites")
    @app_commands.describe(rule="Which rule; automod as a whole if left out")
    async def automod_enable(self, ctx: Context, rule: str | None = None) -> None:
        """Turn automod or one rule on."""
        await self._switch(ctx, rule, on=True)

    @automod.command(name="disable")
    @examples("", "no-invites")
    @app_commands.describe(rule="Which rule; automod as a whole if left out")
    async def automod_disable(self, ctx: Context, rule: str | None = None) -> None:
        """Turn automod or one rule off."""
        await self._switch(ctx, rule, on=False)

    async def _switch(self, ctx: Context, rule: str | None, *, on: bool) -> None:
        if rule is None:
            await self.bot.guild_settings.save(ctx.server.id, SETTINGS["automod_enabled"], on)
            await self._done(ctx, f"Automod is {'on' if on else 'off'} now.", warn=on)
            return
        found = await self.service.find(ctx.server.id, rule)
        await self.service.change(ctx.server.id, found, is_enabled=on)
        await self._done(ctx, f"The rule {code(found.name)} is {'on' if on else 'off'} now.", warn=on)

    async def _done(self, ctx: Context, sentence: str, *, warn: bool = True) -> None:
        warnings = self.bot.plan.warnings(FEATURE) if warn else ()
        await ctx.answer(done("\n".join((sentence, *warnings))))

    @automod.command(name="dryrun")
    @examples("True", "False no-invites")
    @app_commands.describe(state="Whether to only note what would be done", rule="Which rule; all if left out")
    async def automod_dryrun(self, ctx: Context, state: bool, rule: str | None = None) -> None:
        """Let automod or one rule only note in the log what it would do."""
        said = "only notes what it would do" if state else "does what it says"
        if rule is None:
            await self.bot.guild_settings.save(ctx.server.id, SETTINGS["automod_dry_run"], state)
            await ctx.answer(done(f"Automod {said} now."))
            return
        found = await self.service.find(ctx.server.id, rule)
        await self.service.change(ctx.server.id, found, is_dry_run=state)
        await ctx.answer(done(f"The rule {code(found.name)} {said} now."))

    @automod.command(name="log")
    @examples("#general")
    @app_commands.describe(channel="Where it is noted; nowhere if left out")
    async def automod_log(self, ctx: Context, channel: discord.TextChannel | None = None) -> None:
        """Choose where it is noted what automod did."""
        await self.bot.guild_settings.save(ctx.server.id, SETTINGS["log_automod"], channel.id if channel else None)
        await ctx.answer(done(f"Noted in {channel.mention} now." if channel else "It is noted nowhere any more."))

    @automod.command(name="exempt")
    @examples("@Moderators", "#general capitals")
    @app_commands.describe(channel="A channel, category or thread", role="A role", rule=FROM)
    async def automod_exempt(
        self,
        ctx: Context,
        channel: AnyChannel | None = None,
        role: discord.Role | None = None,
        rule: str | None = None,
    ) -> None:
        """Let rules leave a channel or a role alone."""
        await self._exempt(ctx, channel, role, rule, exempt=True)

    @automod.command(name="unexempt")
    @examples("@Moderators", "#general capitals")
    @app_commands.describe(channel="A channel, category or thread", role="A role", rule=FROM)
    async def automod_unexempt(
        self,
        ctx: Context,
        channel: AnyChannel | None = None,
        role: discord.Role | None = None,
        rule: str | None = None,
    ) -> None:
        """Take an exemption back."""
        await self._exempt(ctx, channel, role, rule, exempt=False)

    async def _exempt(
        self, ctx: Context, channel: AnyChannel | None, role: discord.Role | None, rule: str | None, *, exempt: bool
    ) -> None:
        if channel is None and role is None:
            raise InvalidInput("Name a channel or a role of this server, such as `automod exempt #memes`.")
        if role is not None and role.is_default():
            raise InvalidInput("Everyone has that role; `automod disable` turns automod or a rule off.")
        name = ALL_RULES if rule is None else (await self.service.find(ctx.server.id, rule)).name
        things = {target: thing for target, thing in (("channel", channel), ("role", role)) if thing is not None}
        targets = [(target, thing.id) for target, thing in things.items()]
        is_new = await self.service.set_exempt(ctx.server.id, name, targets, exempt=exempt)
        of = code(name) if name else "all rules"
        if not exempt and not is_new:
            raise InvalidInput(f"That was not exempt from {of}.")
        named = " and ".join(thing.mention for thing in things.values())
        await ctx.answer(done(f"{named}: exempt from {of} now." if exempt else f"{named}: exempt no more."))

    @automod.command(name="test")
    @examples("join discord.gg/example")
    @app_commands.describe(text="What somebody could write")
    async def automod_test(self, ctx: Context, *, text: str) -> None:
        """Say which rules a text would break; nothing is done."""
        rules = ReadyRules(await self.service.stored.get(ctx.server.id), Looks(Windows()))
        facts = Facts(ctx.server.id, ctx.author.id, text)
        lines = [
            f"**{found.ready.rule.name}** ({found.ready.rule.action}): {code(found.part[:100])}"
            for found in rules.broken_by(facts, ())
        ]
        broken = "\n".join(lines) or "No rule that is on would be broken."
        await ctx.answer(card("Automod test", f"{broken}\n-# {ONLY_TEXT}"), private=True)

    @automod.group(name="words", fallback="list", case_insensitive=True)
    @examples("slurs")
    @app_commands.describe(rule=RULE)
    async def automod_words(self, ctx: Context, rule: str) -> None:
        """Show the words of a rule."""
        found = await self.service.find(ctx.server.id, rule)
        if found.kind != "words":
            raise InvalidInput(f"The rule {code(found.name)} has no list of words.")
        await answer_pages(ctx, f"Words of {found.name}", [f"||{code(word)}||" for word in found.parameters["words"]])

    @automod_words.command(name="add")
    @examples("slurs one, two*")
    @app_commands.describe(rule=RULE, words="With commas between them; a * stands for any letters")
    async def automod_words_add(self, ctx: Context, rule: str, *, words: str) -> None:
        """Put words on a rule's list."""
        count = await self.service.change_words(ctx.server.id, rule, words, add=True)
        await ctx.answer(done(f"The list has {count:,} words now."), private=True)

    @automod_words.command(name="remove")
    @examples("slurs one, two")
    @app_commands.describe(rule=RULE, words="With commas between them")
    async def automod_words_remove(self, ctx: Context, rule: str, *, words: str) -> None:
        """Take words off a rule's list."""
        count = await self.service.change_words(ctx.server.id, rule, words, add=False)
        await ctx.answer(done(f"The list has {count:,} words now."), private=True)

    @automod_edit.autocomplete("rule")
    @automod_remove.autocomplete("rule")
    @automod_enable.autocomplete("rule")
    @automod_disable.autocomplete("rule")
    @automod_dryrun.autocomplete("rule")
    @automod_exempt.autocomplete("rule")
    @automod_unexempt.autocomplete("rule")
    @automod_words.autocomplete("rule")
    @automod_words_add.autocomplete("rule")
    @automod_words_remove.autocomplete("rule")
    async def _complete_rule(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        rules = (await self.service.stored.get(interaction.guild_id or 0)).rules
        return choices(rule.name for rule in rules if current.lower() in rule.name)
