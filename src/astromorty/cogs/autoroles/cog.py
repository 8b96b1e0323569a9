"""Commands on the roles that members get by themselves."""

from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.autoroles.part import AutorolePart
from astromorty.cogs.autoroles.portable import PortableAutoroles
from astromorty.cogs.autoroles.role_check import by_status_lines, on_join_lines
from astromorty.cogs.autoroles.setting_up import SetUp
from astromorty.cogs.autoroles.watch import AutoroleWatch
from astromorty.context import Context
from astromorty.database.controllers.given_role import GivenRoleController
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.ui.cards import done
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class AutoroleCommands(commands.Cog, name="Autoroles"):
    """Roles that members get by themselves."""

    def __init__(self, bot: "Astromorty", stored: GivenRoleController, watch: AutoroleWatch) -> None:
        self.bot = bot
        self._stored = stored
        self._set_up = SetUp(bot, stored, watch)

    async def cog_load(self) -> None:
        """Show the roles on the dashboard, and have them in exported configurations."""
        self.bot.area_parts["autoroles"] = AutorolePart(self._stored, self._set_up)
        self.bot.portable["autoroles"] = PortableAutoroles(self.bot, self._stored)

    async def cog_unload(self) -> None:
        """Have them there no more."""
        del self.bot.area_parts["autoroles"], self.bot.portable["autoroles"]

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let nobody pass outside of a server."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_group(fallback="list", case_insensitive=True)
    @needs(manage_roles=True)
    @app_commands.guild_only()
    async def autorole(self, ctx: Context) -> None:
        """List the roles that who joins gets, and what keeps me from giving one."""
        given = await self._stored.get(ctx.server.id)
        lines = on_join_lines(self.bot, ctx.server, given)
        await answer_pages(ctx, "Autoroles", lines if given.on_join else [*lines, "Who joins gets no role."])

    @autorole.command(name="add")
    @examples("@Moderators", "@Moderators bots")
    @app_commands.rename(audience="for")
    @app_commands.describe(role="The role", audience="Who gets it; members if left out")
    async def autorole_add(
        self, ctx: Context, role: discord.Role, audience: Literal["members", "bots"] = "members"
    ) -> None:
        """Give a role to every member, or bot, that joins from now on."""
        await ctx.answer(done(await self._set_up.on_join(ctx.member, role, for_bots=audience == "bots")))

    @autorole.command(name="remove")
    @examples("@Moderators")
    @app_commands.describe(role="The role that is not to be given any more")
    async def autorole_remove(self, ctx: Context, role: discord.Role) -> None:
        """Give a role no more to who joins; who has it keeps it."""
        await ctx.answer(done(await self._set_up.not_on_join(ctx.server.id, role.id)))

    @commands.hybrid_group(fallback="list", case_insensitive=True)
    @needs(manage_roles=True)
    @app_commands.guild_only()
    async def statusrole(self, ctx: Context) -> None:
        """List the roles for a text in the status, and what keeps me from giving one."""
        given = await self._stored.get(ctx.server.id)
        lines = by_status_lines(self.bot, ctx.server, given)
        await answer_pages(ctx, "Status roles", lines if given.by_status else [*lines, "No status earns a role."])

    @statusrole.command(name="add")
    @examples("@Moderators .gg/astro")
    @app_commands.describe(role="The role", text="What has to stand in the custom status, in capitals or not")
    async def statusrole_add(self, ctx: Context, role: discord.Role, *, text: str) -> None:
        """Give a role to who has a text in their status, as long as they have it."""
        await ctx.answer(done(await self._set_up.by_status(ctx.member, role, text)))

    @statusrole.command(name="remove")
    @examples("@Moderators")
    @app_commands.describe(role="The role that no status is to earn any more")
    async def statusrole_remove(self, ctx: Context, role: discord.Role) -> None:
        """Let no status earn a role any more; who has it keeps it."""
        await ctx.answer(done(await self._set_up.not_by_status(ctx.server.id, role.id)))
