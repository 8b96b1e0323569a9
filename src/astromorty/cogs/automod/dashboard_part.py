"""What stands below the settings on the dashboard's page for automod: the rules, and what changes them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import discord
from discord import ui

from astromorty.cogs.automod.state import state_lines
from astromorty.cogs.automod.words import rule_line
from astromorty.context import Interaction
from astromorty.database.models.automod import AutomodRule, AutomodRules, RuleKind
from astromorty.errors import Conflict
from astromorty.services.automod.kinds import KINDS
from astromorty.services.automod.service import Automod
from astromorty.ui.cards import Tone, code, first_of
from astromorty.ui.choices import MOST_OFFERED
from astromorty.ui.menu import MenuModal

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

LONGEST_TEXT: Final = 1_200
# What a kind cannot do without, and how a form asks for it.
NEEDED: Final[dict[RuleKind, tuple[str, str]]] = {
    "words": ("words", "Words, with commas between them"),
    "pattern": ("pattern", "An RE2 pattern"),
    "attachments": ("deny", "Endings that are not allowed: exe, bat"),
}


class AutomodPart:
    """Shows the rules; the one that is chosen can be switched, tried and removed, and others be added by form."""

    def __init__(self, automod: Automod) -> None:
        self._automod = automod
        self._chosen: WeakKeyDictionary[Dashboard, str] = WeakKeyDictionary()

    async def __call__(self, dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
        """Return the part as it is now."""
        rules = await self._automod.stored.get(dashboard.server.id)
        chosen = next((rule for rule in rules.rules if rule.name == self._chosen.get(dashboard)), None)
        lines = await state_lines(dashboard.bot, dashboard.server, rules)
        names = [f"{code(rule.name)} ({rule.kind}{'' if rule.is_enabled else ', off'})" for rule in rules.rules]
        text = "\n".join([*lines, f"**Rules** {first_of(names, 10) or 'none yet'}"])
        items: list[ui.Item[Any]] = [ui.TextDisplay(text[:LONGEST_TEXT])]
        page = _Page(dashboard, self._automod, self._chosen)
        if rules.rules:
            items.append(ui.ActionRow(_RuleSelect(page, rules, chosen)))
        if chosen is not None:
            items.append(ui.TextDisplay(rule_line(chosen, rules, dashboard.server)[:500]))
            items.append(ui.ActionRow(*_buttons(page, chosen)))
        items.append(ui.ActionRow(_KindSelect(page)))
        return items


class _Page:
    """What the controls of one drawing have in common."""

    def __init__(self, dashboard: "Dashboard", automod: Automod, chosen: "WeakKeyDictionary[Dashboard, str]") -> None:
        self.dashboard = dashboard
        self.automod = automod
        self.guild_id = dashboard.server.id
        self._chosen = chosen

    def choose(self, name: str) -> None:
        """Let the next drawing show the controls of a rule."""
        self._chosen[self.dashboard] = name

    async def act(self, interaction: Interaction, command: str, work: Callable[[], Awaitable[str]]) -> None:
        """Do what `command` does for who may run it, and show what is there then."""
        await self.dashboard.bot.gate.refuse(interaction.user, command, interaction.channel)
        try:
            notice, tone = f"✅ {await work()}", Tone.SUCCESS
        except Conflict as conflict:
            notice, tone = f"⚠️ {conflict}", Tone.WARNING
        await self.dashboard.redraw(interaction, notice, tone)


class _RuleSelect(ui.Select[ui.LayoutView]):
    def __init__(self, page: _Page, rules: AutomodRules, chosen: AutomodRule | None) -> None:
        options = [
            discord.SelectOption(label=rule.name, value=rule.name, description=rule.kind, default=rule == chosen)
            for rule in rules.rules[:MOST_OFFERED]
        ]
        custom_id = page.dashboard.custom_id("automod:rule")
        super().__init__(custom_id=custom_id, placeholder="Change a rule", options=options)
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        self._page.choose(self.values[0])
        await self._page.dashboard.redraw(interaction)


def _buttons(page: _Page, rule: AutomodRule) -> list[ui.Button[ui.LayoutView]]:
    """Return what can be done with a rule."""
    on, dry = not rule.is_enabled, not rule.is_dry_run
    name = code(rule.name)

    async def switch() -> str:
        await page.automod.change(page.guild_id, rule, is_enabled=on)
        return f"The rule {name} is {'on' if on else 'off'} now."

    async def dry_run() -> str:
        await page.automod.change(page.guild_id, rule, is_dry_run=dry)
        return f"The rule {name} {'only notes what it would do' if dry else 'does what it says'} now."

    async def remove() -> str:
        await page.automod.stored.remove(page.guild_id, rule.name)
        return f"The rule {name} was removed."

    buttons: list[ui.Button[ui.LayoutView]] = [
        _Button(page, "switch", "Turn on" if on else "Turn off", "automod enable" if on else "automod disable", switch),
        _Button(page, "dryrun", "Only note" if dry else "Act again", "automod dryrun", dry_run),
        _Button(page, "remove", "Remove", "automod remove", remove, discord.ButtonStyle.danger),
    ]
    if rule.kind == "words":
        buttons.append(_WordsButton(page, rule.name))
    return buttons


class _Button(ui.Button[ui.LayoutView]):
    def __init__(
        self,
        page: _Page,
        name: str,
        label: str,
        command: str,
        work: Callable[[], Awaitable[str]],
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> None:
        super().__init__(label=label, style=style, custom_id=page.dashboard.custom_id(f"automod:{name}"))
        self._page = page
        self._command = command
        self._work = work

    async def callback(self, interaction: Interaction) -> None:
        await self._page.act(interaction, self._command, self._work)


class _WordsButton(ui.Button[ui.LayoutView]):
    def __init__(self, page: _Page, rule: str) -> None:
        super().__init__(label="Add words", custom_id=page.dashboard.custom_id("automod:words"))
        self._page = page
        self._rule = rule

    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(_WordsForm(self._page, self._rule))


class _WordsForm(MenuModal):
    def __init__(self, page: _Page, rule: str) -> None:
        super().__init__(page.dashboard, title=f"Words of {rule}"[:45], name="automod:words-form")
        self._page = page
        self._rule = rule
        self._words: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="words", style=discord.TextStyle.paragraph, max_length=2_000
        )
        self.add_item(ui.Label(text=NEEDED["words"][1], component=self._words))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        async def add() -> str:
            count = await self._page.automod.change_words(self._page.guild_id, self._rule, self._words.value, add=True)
            return f"The list has {count:,} words now."

        await self._page.act(interaction, "automod words add", add)


class _KindSelect(ui.Select[ui.LayoutView]):
    def __init__(self, page: _Page) -> None:
        options = [
            discord.SelectOption(label=kind, value=kind, description=parameters.purpose)
            for kind, parameters in KINDS.items()
        ]
        custom_id = page.dashboard.custom_id("automod:add")
        super().__init__(custom_id=custom_id, placeholder="Add a rule against …", options=options)
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        kinds: dict[str, RuleKind] = {kind: kind for kind in KINDS}
        await interaction.response.send_modal(_RuleForm(self._page, kinds[self.values[0]]))


class _RuleForm(MenuModal):
    def __init__(self, page: _Page, kind: RuleKind) -> None:
        super().__init__(page.dashboard, title=f"A rule against {KINDS[kind].purpose}"[:45], name="automod:form")
        self._page = page
        self._kind: RuleKind = kind
        self._name: ui.TextInput[ui.Modal] = ui.TextInput(custom_id="name", default=kind, max_length=32)
        self._needed: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="needed", style=discord.TextStyle.paragraph, max_length=2_000
        )
        self._settings: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="settings", placeholder="action=delete-warn", required=False, max_length=500
        )
        self.add_item(ui.Label(text="What it is called", component=self._name))
        if kind in NEEDED:
            self.add_item(ui.Label(text=NEEDED[kind][1], component=self._needed))
        self.add_item(ui.Label(text="Other settings, as automod add takes them", component=self._settings))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        async def add() -> str:
            needed = {NEEDED[self._kind][0]: self._needed.value} if self._kind in NEEDED else {}
            name = await self._page.automod.add(
                self._page.guild_id, self._kind, self._name.value, self._settings.value, needed
            )
            self._page.choose(name)
            return f"The rule {code(name)} was added."

        await self._page.act(interaction, "automod add", add)
