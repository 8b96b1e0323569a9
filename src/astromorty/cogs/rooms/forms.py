"""The forms that a room's buttons open."""

from typing import Final

import discord
from discord import ui

from astromorty.cogs.rooms.open_room import OpenRoom
from astromorty.context import Interaction
from astromorty.errors import InvalidInput
from astromorty.services.rooms import LONGEST_NAME
from astromorty.ui.cards import done
from astromorty.ui.form import Form

_TITLES: Final = {"invite": "Invite a member", "kick": "Kick a member", "transfer": "Transfer this room"}


class _RoomForm(Form):
    def __init__(self, interaction: Interaction, room: OpenRoom, *, title: str, act: str) -> None:
        super().__init__(interaction, title=title, command=f"room {act}")
        self._room = room

    async def on_submit(self, interaction: Interaction) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Do what the form asks for, and say so."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        # The room may have another owner by now.
        room = await self._room.again(interaction.user)
        await room.refuse_stranger(interaction.user)
        await interaction.edit_original_response(view=done(await self._carry_out(room)))

    async def _carry_out(self, room: OpenRoom) -> str:
        raise NotImplementedError


class NameForm(_RoomForm):
    """Asks what a room is to be called."""

    def __init__(self, interaction: Interaction, room: OpenRoom) -> None:
        super().__init__(interaction, room, title="Rename this room", act="name")
        self._name: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="name", default=room.channel.name, max_length=LONGEST_NAME
        )
        hint = "Discord lets a channel be renamed twice in 10 minutes."
        self.add_item(ui.Label(text="What it is called", description=hint, component=self._name))

    async def _carry_out(self, room: OpenRoom) -> str:
        return await room.rename(self._name.value)


class LimitForm(_RoomForm):
    """Asks how many members a room takes."""

    def __init__(self, interaction: Interaction, room: OpenRoom) -> None:
        super().__init__(interaction, room, title="Limit this room", act="limit")
        self._most: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id="limit", default=str(room.channel.user_limit), max_length=2
        )
        self.add_item(ui.Label(text="How many members it takes", description="0 is any number.", component=self._most))

    async def _carry_out(self, room: OpenRoom) -> str:
        text = self._most.value.strip()
        if not (text.isascii() and text.isdecimal()):
            raise InvalidInput("That is no whole number from 0 to 99; try for example `5`.")
        return await room.limit(int(text))


class MemberForm(_RoomForm):
    """Asks which member is to be invited, kicked, or given the room."""

    def __init__(self, interaction: Interaction, room: OpenRoom, act: str) -> None:
        super().__init__(interaction, room, title=_TITLES[act], act=act)
        self._act = act
        self._who: ui.UserSelect[ui.Modal] = ui.UserSelect(custom_id="who")
        self.add_item(ui.Label(text="Who", component=self._who))

    async def _carry_out(self, room: OpenRoom) -> str:
        member = self._who.values[0]
        if not isinstance(member, discord.Member):
            raise InvalidInput("They are not in this server; choose a member.")
        match self._act:
            case "invite":
                return await room.invite(member)
            case "kick":
                return await room.kick(member)
            case _:
                return await room.transfer(member)
