"""The buttons below a report: all they need is in their IDs, so that any process can answer them."""

import re
from typing import TYPE_CHECKING, Final

import discord

from astromorty.cogs.reports.case_form import CaseForm
from astromorty.cogs.reports.delivery import member_of
from astromorty.cogs.reports.entry import decided_entry
from astromorty.context import Interaction
from astromorty.database.models import Case
from astromorty.database.models.moderation_case import Kind
from astromorty.errors import NotAllowed, Refusal
from astromorty.hierarchy import objection
from astromorty.measures.direct_message import notice_of, tell
from astromorty.services.cases import CASE_KINDS, NewMeasure
from astromorty.services.reports import DecidedError
from astromorty.ui.cards import Tone, card, refusal
from astromorty.ui.persistent import PersistentControl

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# What a report can become. Each is a command too: who may run it may press.
KINDS: Final[tuple[Kind, ...]] = ("warn", "note")


class ReportButton(PersistentControl, template=re.compile(r"report:(?P<target>\d+):(?P<act>case|dismiss)")):
    """A button below a report."""

    @property
    def command(self) -> str:
        """The command that made the report."""
        return "report"

    async def pressed(self, bot: "Astromorty", interaction: Interaction) -> None:
        """Decide about the report, or say who may."""
        guild, message = interaction.guild, interaction.message
        assert guild is not None
        assert message is not None
        kinds: list[Kind] = [kind for kind in KINDS if await bot.gate.may(interaction.user, kind)]
        if not kinds:
            await bot.gate.refuse(interaction.user, KINDS[0])
        if interaction.user.id == int(self.given["target"]) and interaction.user.id != guild.owner_id:
            raise NotAllowed("This report is about you; another moderator decides about it.")
        try:
            if self.given["act"] == "case":
                await bot.reports.expect_undecided(guild.id, message.id)
                await interaction.response.send_modal(CaseForm(interaction, kinds, self._open_case))
            else:
                await bot.reports.dismiss(guild.id, message.id)
                sentence = f"🗄️ Dismissed by {interaction.user.mention}"
                await interaction.response.edit_message(view=decided_entry(message, sentence))
        except DecidedError as error:
            await _show_decision(bot, interaction, error)

    async def _open_case(self, interaction: Interaction, kind: Kind, reason: str) -> None:
        """Open the case that the form describes, tell the member where that is due, and show it in the entry."""
        bot: Astromorty = interaction.client
        guild, message = interaction.guild, interaction.message
        assert guild is not None
        assert message is not None
        await bot.gate.refuse(interaction.user, kind)
        await interaction.response.defer()
        target = await member_of(guild, discord.Object(int(self.given["target"])))
        if kind == "warn":
            _refuse_warning(guild, interaction.user, target)
        measure = NewMeasure(guild.id, kind, int(self.given["target"]), interaction.user.id, reason)
        try:
            case = await bot.reports.open_case(message.id, measure)
        except DecidedError as error:
            await _show_decision(bot, interaction, error)
            return
        await interaction.edit_original_response(view=decided_entry(message, _opened(case)))
        notes: list[str | None] = []
        if kind == "warn" and target is not None:
            notes.append((await tell(target, notice_of(CASE_KINDS[kind], guild, case.reason, None))).failure)
        notes.append(await bot.mod_log.post(case))
        for note in filter(None, notes):
            await interaction.followup.send(view=card(None, note, tone=Tone.WARNING), ephemeral=True)


def _refuse_warning(guild: discord.Guild, moderator: discord.abc.User, target: discord.Member | None) -> None:
    """Raise what the command does for whom it cannot be used on."""
    if target is None:
        raise Refusal("They are not in this server any more, so they cannot be warned. A note can still be kept.")
    assert isinstance(moderator, discord.Member)
    sentence = objection(moderator, target, me=guild.me)
    if sentence is not None:
        raise NotAllowed(sentence)


async def _show_decision(bot: "Astromorty", interaction: Interaction, error: DecidedError) -> None:
    """Tell who came second, and show in the entry what was decided, in case nobody could before."""
    assert interaction.guild is not None
    assert interaction.message is not None
    case = None if error.case_number is None else await bot.cases.get(interaction.guild.id, error.case_number)
    sentence = "🗄️ Dismissed" if case is None else _opened(case)
    view = decided_entry(interaction.message, sentence)
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view)
    else:
        await interaction.response.edit_message(view=view)
    await interaction.followup.send(view=refusal(str(error)), ephemeral=True)


def _opened(case: Case) -> str:
    kind = CASE_KINDS[case.kind]
    return f"{kind.icon} Case {case.number:,} · {kind.noun} by <@{case.moderator_id}>"
