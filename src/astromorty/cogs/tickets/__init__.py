"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.tickets.cog import TicketCommands
from astromorty.cogs.tickets.desk import Desk
from astromorty.cogs.tickets.watch import TicketWatch

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    desk = Desk(bot)
    await bot.add_cog(TicketCommands(bot, desk))
    await bot.add_cog(TicketWatch(bot, desk))
