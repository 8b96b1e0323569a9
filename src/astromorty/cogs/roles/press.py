"""What becomes of a press on a panel: any process can answer it, by the panel's number in the ID."""

import asyncio
import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

import discord
from discord import ui

from astromorty.cogs.roles.offering import trouble_on_panel
from astromorty.context import Interaction
from astromorty.database.models import RolePanel
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER, asking, refusal_of
from astromorty.errors import NotAllowed, Refusal
from astromorty.hierarchy import role_trouble
from astromorty.services.roles.choosing import RoleChange, change_for
from astromorty.ui.cards import done
from astromorty.ui.persistent import NO_ID, PersistentControl

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
ALREADY_ANSWERED: Final = 40060
# Presses of one member are dealt with one after the other: of two at once, the second sees what the first did.
_turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()


class _PanelControl(PersistentControl, template=NO_ID):
    """What stands on a panel."""

    @property
    def command(self) -> str:
        """The command that posts panels."""
        return "roles panel"

    async def answer(self, bot: "Astromorty", interaction: Interaction, chosen: Collection[int]) -> None:
        """Do what a press asks for, and tell the member what was given and taken."""
        if not await _take_on(interaction):
            return
        assert isinstance(interaction.user, discord.Member)
        turn = _turns.setdefault((interaction.user.guild.id, interaction.user.id), asyncio.Lock())
        async with turn:
            sentence = await _change_roles(bot, interaction.user, int(self.given["number"]), chosen)
        await interaction.edit_original_response(view=done(sentence))


class PanelButton(_PanelControl, template=re.compile(r"roles:(?P<number>\d{1,9}):take:(?P<role>\d{1,20})")):
    """A panel's button for one role."""

    async def pressed(self, bot: "Astromorty", interaction: Interaction) -> None:
        """Give or take the role."""
        await self.answer(bot, interaction, {int(self.given["role"])})


class PanelSelect(_PanelControl, template=re.compile(r"roles:(?P<number>\d{1,9}):choose")):
    """A panel's list of roles."""

    async def pressed(self, bot: "Astromorty", interaction: Interaction) -> None:
        """Give and take the roles."""
        assert isinstance(self.item, ui.Select)
        await self.answer(bot, interaction, {int(value) for value in self.item.values})


async def _take_on(interaction: Interaction) -> bool:
    """Take a press for this process; False where another one on the same shard has it."""
    try:
        await interaction.response.defer(ephemeral=True, thinking=True)
    except discord.HTTPException as error:
        if error.code == ALREADY_ANSWERED:
            return False
        raise
    return True


async def _change_roles(bot: "Astromorty", presser: discord.Member, number: int, chosen: Collection[int]) -> str:
    guild = presser.guild
    panel = (await bot.server_roles.get(guild.id)).panel(number)
    if panel is None or not set(chosen) <= {choice.role_id for choice in panel.choices}:
        raise Refusal("This is not offered here any more. The server's team may have a newer panel.")
    async with asking():
        # What the press brought along is older than a press before it.
        member = await guild.fetch_member(presser.id)
    held = {role.id for role in member.roles}
    if panel.required_role is not None and panel.required_role not in held:
        raise NotAllowed(f"You need the role <@&{panel.required_role}> for this.")
    if await bot.jails.find(guild.id, member.id) is not None:
        raise NotAllowed("You cannot choose roles while you are in jail.")
    change = change_for(panel, chosen, held)
    for role_id in (*change.give, *change.take):
        ask = trouble_on_panel if role_id in change.give else role_trouble
        trouble = ask(guild, guild.get_role(role_id))
        if trouble is not None:
            raise Refusal(f"I cannot change <@&{role_id}> for you: {trouble}. Tell the server's team.")
    await _carry_out(member, panel, change)
    return _in_words(change)


async def _carry_out(member: discord.Member, panel: RolePanel, change: RoleChange) -> None:
    """Give first: who is interrupted has a role too many rather than none."""
    reason = f"Chosen on panel {panel.number}"
    try:
        async with asyncio.timeout(DISCORD_TIMEOUT):
            await member.add_roles(*map(discord.Object, change.give), reason=reason)
            await member.remove_roles(*map(discord.Object, change.take), reason=reason)
    except (discord.HTTPException, *NO_ANSWER) as error:
        raise Refusal(refusal_of(error) or "Discord does not answer just now. Please press again.") from error


def _in_words(change: RoleChange) -> str:
    given = f"You have {_mentions(change.give)} now." if change.give else ""
    taken = f"You gave back {_mentions(change.take)}." if change.take else ""
    return " ".join(filter(None, (given, taken))) or "Nothing was to be changed."


def _mentions(role_ids: Collection[int]) -> str:
    return ", ".join(f"<@&{role_id}>" for role_id in role_ids)
