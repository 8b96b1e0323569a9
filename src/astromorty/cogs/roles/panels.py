"""Commands on panels by which members take roles."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.roles.part import PanelsPart
from astromorty.cogs.roles.portable import PortablePanels
from astromorty.cogs.roles.press import PanelButton, PanelSelect
from astromorty.cogs.roles.setting_up import Asker, Done, PanelSetUp
from astromorty.cogs.roles.words import in_full
from astromorty.context import Context, Interaction
from astromorty.database.models import PanelKind, PanelMode
from astromorty.database.models.server_roles import LONGEST_LABEL, LONGEST_TITLE
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.ui.cards import card
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

Title = commands.Range[str, 1, LONGEST_TITLE]
Label = commands.Range[str, 1, LONGEST_LABEL]


class PanelCommands(commands.Cog, name="Roles"):
    """Let members take roles by themselves."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._set_up = PanelSetUp(bot)

    async def cog_load(self) -> None:
        """Begin to answer presses; show panels on the dashboard, and have them in exported configurations."""
        self.bot.add_dynamic_items(PanelButton, PanelSelect)
        self.bot.area_parts["roles"] = PanelsPart(self.bot.server_roles, self._set_up)
        self.bot.portable["roles"] = PortablePanels(self.bot)

    async def cog_unload(self) -> None:
        """Leave all of it to others."""
        self.bot.remove_dynamic_items(PanelButton, PanelSelect)
        del self.bot.area_parts["roles"], self.bot.portable["roles"]

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let the commands be used in servers only."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_group(case_insensitive=True)
    @commands.guild_only()
    @needs(manage_roles=True)
    async def roles(self, ctx: Context) -> None:
        """Let members take roles by themselves."""
        await self._list(ctx)

    @roles.group(name="panel", fallback="list", case_insensitive=True)
    async def roles_panel(self, ctx: Context) -> None:
        """List the panels, and what is wrong with them."""
        await self._list(ctx)

    @roles_panel.command(name="create")
    @examples('#general "Colours"', '#general "Colours" select one')
    @app_commands.describe(
        channel="Where it stands",
        title="What it is about",
        kind="Buttons, or a list to choose from",
        mode="What members can do with it",
    )
    async def roles_panel_create(
        self,
        ctx: Context,
        channel: discord.TextChannel,
        title: Title,
        kind: PanelKind = "buttons",
        mode: PanelMode = "any",
    ) -> None:
        """Post a panel; `roles panel add` puts roles on it."""
        await _tell(ctx, await self._set_up.create(_asker(ctx), channel, title, kind, mode))

    @roles_panel.command(name="add")
    @examples("1 @Moderators", '1 @Moderators "Rose lovers" 🌹')
    @app_commands.describe(
        panel="The panel's number", role="The role", label="What members see; its name if left out", emoji="Beside it"
    )
    async def roles_panel_add(
        self, ctx: Context, panel: int, role: discord.Role, label: Label | None = None, emoji: str | None = None
    ) -> None:
        """Let a panel offer a role, or show it anew."""
        await _tell(ctx, await self._set_up.offer(_asker(ctx), panel, role, label, emoji))

    @roles_panel.command(name="remove")
    @examples("1 @Moderators")
    @app_commands.describe(panel="The panel's number", role="The role that it is not to offer any more")
    async def roles_panel_remove(self, ctx: Context, panel: int, role: discord.Role) -> None:
        """Let a panel offer a role no more; who has it keeps it."""
        await _tell(ctx, await self._set_up.withdraw(_asker(ctx), panel, role.id))

    @roles_panel.command(name="edit")
    @examples('1 "Your colour"', '1 "Your colour" select one')
    @app_commands.describe(
        panel="The panel's number",
        title="What it is about",
        kind="Buttons, or a list to choose from",
        mode="What members can do with it",
        required="The role that members need to use it; @everyone for none",
    )
    async def roles_panel_edit(
        self,
        ctx: Context,
        panel: int,
        title: Title | None = None,
        kind: PanelKind | None = None,
        mode: PanelMode | None = None,
        required: discord.Role | None = None,
    ) -> None:
        """Change how a panel looks or works."""
        given: dict[str, object] = {"title": title, "kind": kind, "mode": mode}
        values = {name: value for name, value in given.items() if value is not None}
        if required is not None:
            values["required_role"] = None if required.is_default() else required.id
        if not values:
            raise InvalidInput("Say what is to be changed: its title, kind, mode or required role.")
        await _tell(ctx, await self._set_up.change(_asker(ctx), panel, **values))

    @roles_panel.command(name="delete")
    @examples("1")
    @app_commands.describe(panel="The panel's number")
    async def roles_panel_delete(self, ctx: Context, panel: int) -> None:
        """Delete a panel and its message; members keep their roles."""
        await _tell(ctx, await self._set_up.delete(_asker(ctx), panel))

    @roles_panel.command(name="repost")
    @examples("1", "1 #general")
    @app_commands.describe(panel="The panel's number", channel="Where; where it was if left out")
    async def roles_panel_repost(self, ctx: Context, panel: int, channel: discord.TextChannel | None = None) -> None:
        """Post a panel anew, and take its old message away."""
        await _tell(ctx, await self._set_up.repost(_asker(ctx), panel, channel))

    @roles_panel_add.autocomplete("panel")
    @roles_panel_remove.autocomplete("panel")
    @roles_panel_edit.autocomplete("panel")
    @roles_panel_delete.autocomplete("panel")
    @roles_panel_repost.autocomplete("panel")
    async def _complete_panel(self, interaction: Interaction, current: str) -> list[app_commands.Choice[int]]:
        if interaction.guild_id is None:
            return []
        panels = (await self.bot.server_roles.get(interaction.guild_id)).panels
        named = [(f"{panel.number} · {panel.title}"[:LONGEST_TITLE], panel.number) for panel in panels]
        found = [(name, number) for name, number in named if current.casefold() in name.casefold()]
        return [app_commands.Choice(name=name, value=number) for name, number in found[:25]]

    async def _list(self, ctx: Context) -> None:
        panels = (await self.bot.server_roles.get(ctx.server.id)).panels
        lines = ["\n".join(in_full(ctx.server, panel)) for panel in panels]
        await answer_pages(ctx, "Panels of roles", lines or ["None yet; `roles panel create` posts one."])


def _asker(ctx: Context) -> Asker:
    return Asker(ctx.member, ctx.defer)


async def _tell(ctx: Context, change: Done) -> None:
    await ctx.answer(card(None, str(change), tone=change.tone))
