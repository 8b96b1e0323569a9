"""Load the area's commands."""

from typing import TYPE_CHECKING

from astromorty.cogs.autoroles.cog import AutoroleCommands
from astromorty.cogs.autoroles.giving import RoleGiver
from astromorty.cogs.autoroles.watch import AutoroleWatch
from astromorty.database.controllers.given_role import GivenRoleController

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


async def setup(bot: "Astromorty") -> None:
    """Add the cogs to `bot`."""
    stored = GivenRoleController(bot.database)
    giver = RoleGiver(bot, stored)
    watch = AutoroleWatch(bot, stored, giver)
    await bot.add_cog(watch)
    await bot.add_cog(AutoroleCommands(bot, stored, watch))
