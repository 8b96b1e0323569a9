"""What gives commands a cooldown, changes it and takes it away in the dashboard."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast, get_args

import discord
from discord import ui

from astromorty.cogs.cooldowns.coolable import Coolable
from astromorty.cogs.cooldowns.words import BY, listed, rule_of
from astromorty.context import Interaction
from astromorty.database.models import CommandCooldown
from astromorty.database.models.cooldown import Per
from astromorty.errors import InvalidInput
from astromorty.services.cooldowns import Cooldowns
from astromorty.ui.cards import Tone, code, fitting
from astromorty.ui.choices import MOST_OFFERED
from astromorty.ui.menu import MenuModal

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

LONGEST_LIST: Final = 1_200


class CooldownsPart:
    """Shows the cooldowns; a form gives one to a command, and each can be changed and taken away."""

    def __init__(self, cooldowns: Cooldowns, coolable: Coolable) -> None:
        self.cooldowns = cooldowns
        self.coolable = coolable

    async def __call__(self, dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
        """Return the part as it is now."""
        present = await self.cooldowns.of_guild(dashboard.server.id)
        lines = ["**Cooldowns**", *(listed(present) or ["none yet"])]
        rows: list[ui.Item[Any]] = [ui.TextDisplay(fitting(lines, LONGEST_LIST))]
        if present:
            offered = present[:MOST_OFFERED]
            rows += [ui.ActionRow(_Change(self, dashboard, offered)), ui.ActionRow(_Remove(self, dashboard, offered))]
        return [*rows, ui.ActionRow(_Add(self, dashboard))]


class _Add(ui.Button[ui.LayoutView]):
    def __init__(self, part: CooldownsPart, dashboard: "Dashboard") -> None:
        super().__init__(label="Add a cooldown", custom_id=dashboard.custom_id("cooldown:add"))
        self._part = part
        self._dashboard = dashboard

    async def callback(self, interaction: Interaction) -> None:
        await self._dashboard.bot.gate.refuse(interaction.user, "cooldown set", interaction.channel)
        await interaction.response.send_modal(_CooldownForm(self._part, self._dashboard, None))


class _Change(ui.Select[ui.LayoutView]):
    def __init__(self, part: CooldownsPart, dashboard: "Dashboard", present: Sequence[CommandCooldown]) -> None:
        custom_id = dashboard.custom_id("cooldown:change")
        super().__init__(custom_id=custom_id, placeholder="Change the cooldown of …", options=_options(present))
        self._part = part
        self._dashboard = dashboard
        self._present = {each.command: each for each in present}

    async def callback(self, interaction: Interaction) -> None:
        await self._dashboard.bot.gate.refuse(interaction.user, "cooldown set", interaction.channel)
        form = _CooldownForm(self._part, self._dashboard, self._present[self.values[0]])
        await interaction.response.send_modal(form)


class _Remove(ui.Select[ui.LayoutView]):
    def __init__(self, part: CooldownsPart, dashboard: "Dashboard", present: Sequence[CommandCooldown]) -> None:
        custom_id = dashboard.custom_id("cooldown:remove")
        super().__init__(custom_id=custom_id, placeholder="Remove the cooldown of …", options=_options(present))
        self._part = part
        self._dashboard = dashboard

    async def callback(self, interaction: Interaction) -> None:
        await self._dashboard.bot.gate.refuse(interaction.user, "cooldown reset", interaction.channel)
        await self._part.cooldowns.reset(self._dashboard.server.id, self.values[0])
        said = f"✅ {code(self.values[0])} has no cooldown of its own any more."
        await self._dashboard.redraw(interaction, said, Tone.SUCCESS)


class _CooldownForm(MenuModal):
    """Asks how often a command can be used, and which where it is not known."""

    def __init__(self, part: CooldownsPart, dashboard: "Dashboard", present: CommandCooldown | None) -> None:
        name = "" if present is None else present.command
        super().__init__(dashboard, title=f"Cooldown of {name or '…'}"[:45], name=f"cooldown:form:{name}")
        self._part = part
        self._dashboard = dashboard
        self._present = present
        self._command: ui.TextInput[ui.Modal] = ui.TextInput(custom_id="command", placeholder="level", max_length=50)
        self._uses: ui.TextInput[ui.Modal] = _number("uses", 1 if present is None else present.uses)
        self._seconds: ui.TextInput[ui.Modal] = _number("seconds", 30 if present is None else present.seconds)
        chosen = "member" if present is None else present.per
        options = [discord.SelectOption(label=BY[per], value=per, default=per == chosen) for per in get_args(Per)]
        self._per: ui.Select[ui.Modal] = ui.Select(custom_id="per", options=options)
        if present is None:
            self.add_item(ui.Label(text="Which command or group", component=self._command))
        self.add_item(ui.Label(text="How often it can be used", component=self._uses))
        self.add_item(ui.Label(text="In how many seconds", component=self._seconds))
        self.add_item(ui.Label(text="By whom", component=self._per))

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        await self._dashboard.bot.gate.refuse(interaction.user, "cooldown set", interaction.channel)
        name = self._part.coolable.find(self._command.value) if self._present is None else self._present.command
        saved = await self._part.cooldowns.set(
            self._dashboard.server.id,
            name,
            uses=_whole(self._uses.value),
            seconds=_whole(self._seconds.value),
            per=cast("Per", self._per.values[0]),
        )
        said = f"✅ {code(name)} can be used {rule_of(saved)} from now on."
        await self._dashboard.redraw(interaction, said, Tone.SUCCESS)


def _options(present: Sequence[CommandCooldown]) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=each.command[:100], value=each.command, description=rule_of(each)[:100])
        for each in present
    ]


def _number(name: str, default: int) -> ui.TextInput[ui.Modal]:
    return ui.TextInput(custom_id=name, default=str(default), max_length=5)


def _whole(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdecimal()):
        raise InvalidInput(f"{code(text)} is no whole number; try for example `30`.")
    return int(text)
