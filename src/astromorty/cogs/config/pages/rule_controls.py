"""The lower half of the page on permissions: which command, and who may use it."""

from typing import TYPE_CHECKING

import discord
from discord import ui

from astromorty.cogs.config.pages.command_search import FindButton
from astromorty.context import Interaction
from astromorty.database.models import Rule
from astromorty.services.guild_settings.kinds import SUGGESTIONS
from astromorty.services.permissions import Editor, Subject, by_default
from astromorty.services.permissions.words import rule_words
from astromorty.ui.cards import code
from astromorty.ui.rule_change import change_lines

if TYPE_CHECKING:
    from astromorty.cogs.config.pages.permissions import PermissionsPage

_LONGEST_DESCRIPTION = 100


def add_rules(box: ui.Container[ui.LayoutView], page: "PermissionsPage") -> None:
    """Add the commands, those of a search or a part of all, and who may use the one that is chosen."""
    subjects = page.dashboard.bot.gate.subjects()
    names = [name for name, each in subjects.items() if not each.requirement.operator]
    offered = names if page.found is None else page.found
    page.offset = min(page.offset, (len(offered) - 1) // SUGGESTIONS * SUGGESTIONS)
    shown = offered[page.offset : page.offset + SUGGESTIONS]
    what = "" if page.found is None else " found"
    count = f"{page.offset + 1}-{page.offset + len(shown)} of {len(offered)}{what}"
    box.add_item(ui.TextDisplay(f"**Commands** {count}\n-# Who may use what; the owner and administrators always may."))
    box.add_item(ui.ActionRow(_SubjectSelect(page, [subjects[name] for name in shown])))
    back = _TurnButton(page, "Previous", page.offset - SUGGESTIONS, of=len(offered))
    forth = _TurnButton(page, "Next", page.offset + SUGGESTIONS, of=len(offered))
    buttons: list[ui.Button[ui.LayoutView]] = [back, forth, FindButton(page, names)]
    if page.found is not None:
        buttons.append(_AllButton(page))
    box.add_item(ui.ActionRow(*buttons))
    if page.subject in subjects:
        subject = subjects[page.subject]
        box.add_item(ui.TextDisplay(_present(page, subject)))
        box.add_item(ui.ActionRow(_RuleSelect(page, subject)))


def _who(page: "PermissionsPage", subject: Subject) -> str:
    rule = page.decided.rule_for(subject.path)
    return by_default(subject.requirement) if rule is None else rule_words(rule, page.decided)


def _present(page: "PermissionsPage", subject: Subject) -> str:
    rule = page.decided.rule_for(subject.path)
    reason = "by default"
    if rule is not None:
        reason = "by its rule" if rule.command == subject.name else f"by the rule for {code(rule.command)}"
    command = page.dashboard.bot.get_command(subject.name)
    purpose = command.short_doc if command is not None else f"The right to {subject.purpose}."
    return f"**{code(subject.name)}** · {_who(page, subject)}, {reason}\n-# {purpose}"


class _SubjectSelect(ui.Select[ui.LayoutView]):
    def __init__(self, page: "PermissionsPage", subjects: list[Subject]) -> None:
        options = [
            discord.SelectOption(
                label=each.name,
                value=each.name,
                description=_who(page, each).replace("`", "")[:_LONGEST_DESCRIPTION],
                default=each.name == page.subject,
            )
            for each in subjects
        ]
        custom_id = page.dashboard.custom_id("rules:choose")
        super().__init__(custom_id=custom_id, placeholder="Choose a command", options=options)
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        self._page.subject = self.values[0]
        await self._page.dashboard.redraw(interaction)


class _TurnButton(ui.Button[ui.LayoutView]):
    def __init__(self, page: "PermissionsPage", label: str, offset: int, *, of: int) -> None:
        custom_id = page.dashboard.custom_id(f"rules:{label.lower()}")
        super().__init__(label=label, disabled=not 0 <= offset < of, custom_id=custom_id)
        self._page = page
        self._offset = offset

    async def callback(self, interaction: Interaction) -> None:
        self._page.offset = self._offset
        await self._page.dashboard.redraw(interaction)


class _AllButton(ui.Button[ui.LayoutView]):
    def __init__(self, page: "PermissionsPage") -> None:
        super().__init__(label="Show all", custom_id=page.dashboard.custom_id("rules:all"))
        self._page = page

    async def callback(self, interaction: Interaction) -> None:
        self._page.found, self._page.offset = None, 0
        await self._page.dashboard.redraw(interaction)


class _RuleSelect(ui.Select[ui.LayoutView]):
    def __init__(self, page: "PermissionsPage", subject: Subject) -> None:
        self._page = page
        self._subject = subject
        self._seen = page.decided
        rules = {"default": None, **{word: Rule(subject.name, word, None) for word in ("everyone", "nobody")}}
        rules |= {str(rank): Rule(subject.name, "rank", rank) for rank, _ in reversed(page.decided.ranks)}
        self._rules = rules
        present = page.decided.rule_for([subject.name])
        options = [
            discord.SelectOption(label=self._label(rule), value=value, default=rule == present)
            for value, rule in rules.items()
        ]
        custom_id = page.dashboard.custom_id(f"rule:{subject.name}")
        super().__init__(custom_id=custom_id, options=options)

    def _label(self, rule: Rule | None) -> str:
        if rule is None:
            inherited = self._seen.rule_for(self._subject.path[1:])
            default = by_default(self._subject.requirement)
            words = default if inherited is None else rule_words(inherited, self._seen)
            return f"Default: {words}".replace("`", "")[:_LONGEST_DESCRIPTION]
        words = rule_words(rule, self._seen).replace("`", "")
        return words[0].upper() + words[1:]

    async def callback(self, interaction: Interaction) -> None:
        name, rule = self._subject.name, self._rules[self.values[0]]
        if rule == self._seen.rule_for([name]):
            await self._page.dashboard.redraw(interaction)
            return
        bot = self._page.dashboard.bot

        async def decide(editor: Editor) -> str:
            change = await bot.permission_edits.set_rule(editor, name, rule, seen=self._seen)
            after = await bot.permissions.get_set(editor.guild_id)
            locked_out = not await bot.gate.may(interaction.user, name)
            return "✅ " + "\n".join(change_lines(change, after, self._subject, locked_out=locked_out))

        await self._page.edit(interaction, "permissions set", decide)
