"""What the commands and the dashboard change, with the same refusals."""

from typing import TYPE_CHECKING

import discord

from astromorty.cogs.autoroles.role_check import refuse_role
from astromorty.cogs.autoroles.watch import AutoroleWatch
from astromorty.database.controllers.given_role import GivenRoleController
from astromorty.database.errors import TooManyRowsError
from astromorty.errors import InvalidInput
from astromorty.services.autoroles import checked_text
from astromorty.ui.cards import plain

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class SetUp:
    """Each change returns what there is to say of it; raises `InvalidInput`."""

    def __init__(self, bot: "Astromorty", stored: GivenRoleController, watch: AutoroleWatch) -> None:
        self._bot = bot
        self._stored = stored
        self._watch = watch

    async def on_join(self, author: discord.Member, role: discord.Role, *, for_bots: bool) -> str:
        """Have a role given to who joins."""
        refuse_role(author, role)
        try:
            await self._stored.give_on_join(role.guild.id, role.id, for_bots=for_bots)
        except TooManyRowsError as error:
            raise InvalidInput(f"A server can have {error.most} autoroles; remove one first.") from None
        said = f"{'Bots' if for_bots else 'Members'} that join get {role.mention}."
        return "\n".join((said, *self._bot.plan.warnings("autorole")))

    async def by_status(self, author: discord.Member, role: discord.Role, text: str) -> str:
        """Have a role given for a text in the status."""
        text = checked_text(text)
        refuse_role(author, role)
        try:
            await self._stored.give_by_status(role.guild.id, role.id, text)
        except TooManyRowsError as error:
            raise InvalidInput(f"A server can have {error.most} status roles; remove one first.") from None
        await self._watch.look_at_all(role.guild)
        said = f"Who has {plain(text)} in their status has {role.mention}."
        return "\n".join((said, *self._bot.plan.warnings("statusrole")))

    async def not_on_join(self, guild_id: int, role_id: int) -> str:
        """Have a role given no more to who joins."""
        if not await self._stored.remove_on_join(guild_id, role_id):
            raise InvalidInput(f"Who joins does not get <@&{role_id}>; `autorole list` shows what they get.")
        return f"Who joins does not get <@&{role_id}> any more. Who has it keeps it."

    async def not_by_status(self, guild_id: int, role_id: int) -> str:
        """Have a role given no more for a status."""
        if not await self._stored.remove_by_status(guild_id, role_id):
            raise InvalidInput(f"No status earns <@&{role_id}>; `statusrole list` shows which roles are earned.")
        return f"No status earns <@&{role_id}> any more. Who has it keeps it."
