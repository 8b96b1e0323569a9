"""The card in a room's chat. What its buttons are about is where they stand, so that any process can answer them."""

import re
from typing import TYPE_CHECKING, Final

from discord import ui

from astromorty.cogs.rooms.forms import LimitForm, MemberForm, NameForm
from astromorty.cogs.rooms.open_room import OpenRoom
from astromorty.context import Interaction
from astromorty.ui.cards import container, done
from astromorty.ui.persistent import PersistentControl

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
    PersistentControl, template=re.compile(r"room:(?P<act>name|limit|lock|hide|invite|kick|transfer|claim)")
):
    """A button in a room's chat."""

    @property
    def command(self) -> str:
        """The command of the same name."""
        return f"room {self.given['act']}"

    async def pressed(self, bot: "Astromorty", interaction: Interaction) -> None:
        """Do it, or say who may."""
        act = self.given["act"]
        await bot.gate.refuse(interaction.user, self.command, interaction.channel)
        room = await OpenRoom.find(bot, interaction.user, interaction.channel)
        if act == "claim":
            await interaction.response.defer(ephemeral=True, thinking=True)
            sentence = await room.claim(interaction.user)
            await interaction.edit_original_response(view=done(sentence))
            return
        await room.refuse_stranger(interaction.user)
        match act:
            case "name":
                await interaction.response.send_modal(NameForm(interaction, room))
            case "limit":
                await interaction.response.send_modal(LimitForm(interaction, room))
            case "lock" | "hide":
                await interaction.response.defer(ephemeral=True, thinking=True)
                right = "connect" if act == "lock" else "view_channel"
                sentence = await room.shut(right, taken=not room.is_shut(right))
                await interaction.edit_original_response(view=done(sentence))
            case _:
                await interaction.response.send_modal(MemberForm(interaction, room, act))
