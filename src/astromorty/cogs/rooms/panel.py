"""The card in a room's chat. What its buttons are about is where they stand, so that any process can answer them."""

import re
from typing import TYPE_CHECKING, Any, Final, Self, cast

from discord import ui

from astromorty.cogs.rooms.forms import LimitForm, MemberForm, NameForm
from astromorty.cogs.rooms.open_room import OpenRoom
from astromorty.context import Interaction
from astromorty.errors import Refusal
from astromorty.log_fields import bind_to_task
from astromorty.services.rooms.service import Rooms
from astromorty.ui.cards import container, done

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# By what they do, which is also the command that does it; "lock" and "hide" undo themselves.
_BUTTONS: Final = (
    {"name": "✏️ Rename", "limit": "👥 Limit", "lock": "🔒 Lock/unlock", "hide": "🙈 Hide/show"},
    {"invite": "➕ Invite", "kick": "👢 Kick", "transfer": "🎁 Transfer", "claim": "👑 Claim"},
)


def room_panel(owner_id: int) -> ui.LayoutView:
    """Build the card of a new room."""
    box = container(
        "🔊 A room of your own",
        f"This room is <@{owner_id}>'s. It goes when the last one leaves.\n"
        "-# When the owner is away, who is in the room can claim it.",
    )
    for row in _BUTTONS:
        buttons: list[ui.Button[ui.LayoutView]] = [
            ui.Button(label=label, custom_id=f"room:{act}") for act, label in row.items()
        ]
        box.add_item(ui.ActionRow(*buttons))
    view = ui.LayoutView(timeout=None)
    view.add_item(box)
    # `RoomButton` answers the buttons, wherever they come from: discord.py need not remember this view for that.
    view.stop()
    return view


class RoomButton(
    ui.DynamicItem[ui.Button[Any]],
    template=re.compile(r"room:(?P<act>name|limit|lock|hide|invite|kick|transfer|claim)"),
):
    """A button in a room's chat."""

    def __init__(self, act: str, item: ui.Button[Any]) -> None:
        super().__init__(item)
        self._act = act

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read what the button does from its ID."""
        del interaction
        return cls(match["act"], cast("ui.Button[Any]", item))

    async def callback(self, interaction: Interaction) -> None:
        """Do it, or say who may."""
        bot: Astromorty = interaction.client
        bind_to_task(guild=interaction.guild_id, command=f"room {self._act}")
        try:
            await self._act_on(bot, interaction)
        except Exception as error:
            await bot.errors.from_interaction(interaction, error)

    async def _act_on(self, bot: "Astromorty", interaction: Interaction) -> None:
        if bot.closing:
            raise Refusal("I am restarting. Please try again in a moment.")
        await bot.gate.refuse(interaction.user, f"room {self._act}", interaction.channel)
        rooms = Rooms(bot.database, bot.timers)
        room = await OpenRoom.find(bot, rooms, interaction.user, interaction.channel)
        if self._act == "claim":
            await interaction.response.defer(ephemeral=True, thinking=True)
            sentence = await room.claim(interaction.user)
            await interaction.edit_original_response(view=done(sentence))
            return
        await room.refuse_stranger(interaction.user)
        match self._act:
            case "name":
                await interaction.response.send_modal(NameForm(interaction, room))
            case "limit":
                await interaction.response.send_modal(LimitForm(interaction, room))
            case "lock" | "hide":
                await interaction.response.defer(ephemeral=True, thinking=True)
                right = "connect" if self._act == "lock" else "view_channel"
                sentence = await room.shut(right, taken=not room.is_shut(right))
                await interaction.edit_original_response(view=done(sentence))
            case _:
                await interaction.response.send_modal(MemberForm(interaction, room, self._act))
