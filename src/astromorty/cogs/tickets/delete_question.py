"""The question before a ticket is deleted of which no whole transcript can be kept."""

from astromorty.cogs.tickets.desk import Desk
from astromorty.context import Context, Interaction
from astromorty.database.models import Ticket
from astromorty.errors import Refusal
from astromorty.ui.cards import refusal
from astromorty.ui.confirm import Question


class DeleteQuestion(Question):
    """Ask whether what members wrote may be lost.

    Args:
        ctx: The invocation that asks.
        desk: Deletes.
        ticket: Which one.
        missing: What the transcript lacks, a sentence each.
    """

    def __init__(self, ctx: Context, desk: Desk, ticket: Ticket, missing: list[str]) -> None:
        super().__init__(ctx, "Delete this ticket all the same?", "\n".join(missing), yes="Delete")
        self._desk = desk
        self._ticket = ticket

    async def _confirmed(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        try:
            await self._desk.delete(self._ticket, incomplete=True)
        except Refusal as error:
            await self.close(interaction, refusal(str(error)))
        else:
            # The question went with its channel.
            self.stop()
