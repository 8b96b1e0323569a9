"""Commands on panels by which members take roles."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.roles.offering import refuse_role, trouble_on_panel
from astromorty.cogs.roles.posting import panel_of, post, refresh, refuse_channel, take_away
from astromorty.cogs.roles.press import PanelButton, PanelSelect
from astromorty.context import Context, Interaction
from astromorty.database.errors import TooManyRowsError
from astromorty.database.models import PanelKind, PanelMode, RoleChoice, RolePanel
from astromorty.database.models.server_roles import LONGEST_LABEL, LONGEST_TITLE
from astromorty.errors import InvalidInput, Refusal
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.services.roles.emoji import is_unicode_emoji
from astromorty.ui.cards import Tone, card, done, plain
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

Title = commands.Range[str, 1, LONGEST_TITLE]
Label = commands.Range[str, 1, LONGEST_LABEL]


class PanelCommands(commands.Cog, name="Roles"):
    """Let members take roles by themselves."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Begin to answer presses."""
        self.bot.add_dynamic_items(PanelButton, PanelSelect)

    async def cog_unload(self) -> None:
        """Leave them to others."""
        self.bot.remove_dynamic_items(PanelButton, PanelSelect)

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
        refuse_channel(channel)
        try:
            number = await self.bot.server_roles.create_panel(
                ctx.server.id, title=title, kind=kind, mode=mode, channel_id=channel.id
            )
        except TooManyRowsError as error:
            raise InvalidInput(f"A server can have {error.most} panels; delete one first.") from None
        try:
            message = await post(self.bot, channel, await panel_of(self.bot, ctx.server, number))
        except Refusal:
            # A panel that nobody ever saw would only take up a number.
            await self.bot.server_roles.delete_panel(ctx.server.id, number)
            raise
        await ctx.answer(done(f"Panel {number} stands in {message.jump_url}. `roles panel add` puts roles on it."))

    @roles_panel.command(name="add")
    @examples("1 @Moderators", '1 @Moderators "Rose lovers" 🌹')
    @app_commands.describe(
        panel="The panel's number", role="The role", label="What members see; its name if left out", emoji="Beside it"
    )
    async def roles_panel_add(
        self, ctx: Context, panel: int, role: discord.Role, label: Label | None = None, emoji: str | None = None
    ) -> None:
        """Let a panel offer a role, or show it anew."""
        await panel_of(self.bot, ctx.server, panel)
        refuse_role(_author(ctx), role)
        choice = RoleChoice(role.id, label, None if emoji is None else _emoji(ctx.server, emoji))
        try:
            offered = await self.bot.server_roles.offer(ctx.server.id, panel, choice)
        except TooManyRowsError as error:
            raise InvalidInput(f"A panel can offer {error.most} roles; make another panel.") from None
        if not offered:
            raise InvalidInput(f"Panel {panel} was deleted meanwhile.")
        await self._changed(ctx, panel, f"Panel {panel} offers {role.mention}.")

    @roles_panel.command(name="remove")
    @examples("1 @Moderators")
    @app_commands.describe(panel="The panel's number", role="The role that it is not to offer any more")
    async def roles_panel_remove(self, ctx: Context, panel: int, role: discord.Role) -> None:
        """Let a panel offer a role no more; who has it keeps it."""
        if not await self.bot.server_roles.withdraw(ctx.server.id, panel, role.id):
            raise InvalidInput(f"Panel {panel} does not offer {role.mention}; `roles panel list` shows what it does.")
        await self._changed(ctx, panel, f"Panel {panel} does not offer {role.mention} any more. Who has it keeps it.")

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
        await panel_of(self.bot, ctx.server, panel)
        await self.bot.server_roles.change_panel(ctx.server.id, panel, **values)
        await self._changed(ctx, panel, f"Panel {panel} was changed.")

    @roles_panel.command(name="delete")
    @examples("1")
    @app_commands.describe(panel="The panel's number")
    async def roles_panel_delete(self, ctx: Context, panel: int) -> None:
        """Delete a panel and its message; members keep their roles."""
        found = await panel_of(self.bot, ctx.server, panel)
        await self.bot.server_roles.delete_panel(ctx.server.id, panel)
        left = "" if await take_away(ctx.server, found) else " I could not delete its message; it does nothing now."
        await ctx.answer(done(f"Panel {panel} was deleted. Members keep their roles.{left}"))

    @roles_panel.command(name="repost")
    @examples("1", "1 #general")
    @app_commands.describe(panel="The panel's number", channel="Where; where it was if left out")
    async def roles_panel_repost(self, ctx: Context, panel: int, channel: discord.TextChannel | None = None) -> None:
        """Post a panel anew, and take its old message away."""
        found = await panel_of(self.bot, ctx.server, panel)
        place = channel or ctx.server.get_channel(found.channel_id)
        if not isinstance(place, discord.TextChannel):
            raise InvalidInput("Its channel was deleted; name another one.")
        refuse_channel(place)
        message = await post(self.bot, place, found)
        await ctx.answer(done(f"Panel {panel} stands in {message.jump_url}."))

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

    async def _changed(self, ctx: Context, number: int, sentence: str) -> None:
        trouble = await refresh(self.bot, ctx.server, number)
        if trouble is None:
            await ctx.answer(done(sentence))
        else:
            await ctx.answer(card(None, f"⚠️ {sentence} {trouble}", tone=Tone.WARNING))

    async def _list(self, ctx: Context) -> None:
        panels = (await self.bot.server_roles.get(ctx.server.id)).panels
        lines = [_describe(ctx.server, panel) for panel in panels]
        await answer_pages(ctx, "Panels of roles", lines or ["None yet; `roles panel create` posts one."])


def _describe(guild: discord.Guild, panel: RolePanel) -> str:
    place = "posted nowhere" if panel.message_id is None else f"<#{panel.channel_id}>"
    lines = [f"**{panel.number} · {plain(panel.title)}** {panel.kind}, {panel.mode}, {place}"]
    for choice in panel.choices:
        trouble = trouble_on_panel(guild, guild.get_role(choice.role_id))
        lines.append(f"<@&{choice.role_id}>" + (f" ⚠️ I cannot give it: {trouble}." if trouble else ""))
    return "\n".join(lines)


def _author(ctx: Context) -> discord.Member:
    assert isinstance(ctx.author, discord.Member)
    return ctx.author


def _emoji(guild: discord.Guild, text: str) -> str:
    """Return an emoji that can stand on a panel; raise `InvalidInput` for others."""
    custom = discord.PartialEmoji.from_str(text)
    if custom.id is not None and guild.get_emoji(custom.id) is not None:
        return str(custom)
    if custom.id is None and is_unicode_emoji(text):
        return text
    raise InvalidInput("That is neither an emoji nor one of this server's own; try 🌹.")
