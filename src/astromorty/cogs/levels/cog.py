"""What members see of levels, and what brings them about."""

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from astromorty.cogs.levels.amounts import NOBODY, AmountCommands
from astromorty.cogs.levels.leaderboard import Leaderboard
from astromorty.cogs.levels.overview import overview
from astromorty.cogs.levels.rewards import RewardCommands
from astromorty.cogs.levels.rules import RuleCommands
from astromorty.cogs.levels.standing import drawn, standing
from astromorty.cogs.levels.switches import SwitchCommands
from astromorty.cogs.levels.transfer import TransferCommands
from astromorty.context import Context, Interaction
from astromorty.database.controllers.level_transfer import LevelTransferController
from astromorty.database.models import Target
from astromorty.manual import examples
from astromorty.services.level_files import LevelImporter
from astromorty.services.warming import warm_guilds
from astromorty.ui.page_note import note
from astromorty.ui.pages import answer_loaded
from astromorty.ui.rank_card import RankCards

if TYPE_CHECKING:
    from astromorty.bot import Astromorty
    from astromorty.cogs.config.dashboard import Dashboard

# What is still to be announced and given when the bot stops may take so many seconds.
FINISH_TIMEOUT = 2.0


class Levels(AmountCommands, RuleCommands, RewardCommands, SwitchCommands, TransferCommands):
    """Gain levels by writing."""

    def __init__(
        self, bot: "Astromorty", cards: RankCards, transfer: LevelTransferController, importer: LevelImporter
    ) -> None:
        super().__init__(bot)
        self._cards, self.transfer, self.importer = cards, transfer, importer
        self._warm = partial(warm_guilds, bot.cache, preload=bot.level_rules.preload)
        self._menu = app_commands.ContextMenu(name="Level", callback=self._level_of_user, extras={"command": "level"})
        self._menu.guild_only = True

    async def cog_load(self) -> None:
        """Begin to receive messages."""
        self.bot.messages.plain.append(self.messages.receive)
        self.bot.tree.add_command(self._menu)
        self.bot.area_parts["levels"] = self._part
        self.bot.guild_settings.saved.append(self._settings_saved)
        self.bot.warmers.append(self._warm)

    async def cog_unload(self) -> None:
        """Receive no more, and finish what was begun."""
        self.bot.messages.plain.remove(self.messages.receive)
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)
        del self.bot.area_parts["levels"]
        self.bot.guild_settings.saved.remove(self._settings_saved)
        self.bot.warmers.remove(self._warm)
        await self._cards.close()
        await self.lanes.close(seconds=FINISH_TIMEOUT)
        del self.bot.lanes["levels"]

    @commands.hybrid_command()
    @examples("@Mia")
    @commands.guild_only()
    @app_commands.describe(member="Whose level; yours if left out")
    async def level(self, ctx: Context, member: discord.Member = NOBODY) -> None:
        """Show a member's level."""
        shown = member or ctx.author
        await ctx.defer()  # an avatar may be slow to come
        view, picture = await self._drawn(ctx.server, shown, ctx.bot_permissions)
        await ctx.answer(view, file=picture)

    @commands.hybrid_command()
    @examples("2")
    @commands.guild_only()
    @app_commands.describe(page="Which page to begin with")
    async def leaderboard(self, ctx: Context, page: int = 1) -> None:
        """Show who has the most experience in this server."""
        board = Leaderboard(self.bot, ctx.server, ctx.author)
        await answer_loaded(ctx, "Leaderboard", board.load, first=page - 1)

    @commands.Cog.listener()
    async def on_servers_present(self, _: Collection[discord.Guild]) -> None:
        """Go on with what a former process began."""
        await self.roles.resume()

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Give a member who comes back the roles that were earned before."""
        if not member.bot:
            self.roles.sync(member)

    @commands.Cog.listener()
    async def on_jail_release(self, member: discord.Member) -> None:
        """Give a member who was in jail what was earned meanwhile."""
        guild = self.bot.get_guild(member.guild.id)
        if guild is not None:
            self.roles.sync_changed(guild, member.id, former=None)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Forget the rules about a role that is gone."""
        await self._forget(role.guild.id, "role", role.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget the rules about a channel that is gone."""
        await self._forget(channel.guild.id, "channel", channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget the rules about a thread that is gone."""
        await self._forget(payload.guild_id, "channel", payload.thread_id)

    async def _forget(self, guild_id: int, target: Target, target_id: int) -> None:
        if (await self.bot.level_rules.get(guild_id)).concern(target, target_id):
            await self.bot.level_rules.forget(guild_id, target, target_id)

    async def _part(self, dashboard: "Dashboard") -> list[ui.Item[Any]]:
        """Show the server's rules below its settings."""
        return note(await overview(self.bot, dashboard.server))

    async def _settings_saved(self, guild_id: int, names: Collection[str]) -> None:
        """Have all roles compared when the kind of rewards changes."""
        if "levels_rewards" in names:
            await self.bot.level_rules.request_sweep(guild_id)
            await self.roles.resume()

    async def _level_of_user(self, interaction: Interaction, user: discord.Member | discord.User) -> None:
        """Show a user's level, from their own menu; who left the server has one, too."""
        guild = interaction.guild
        assert guild is not None
        await interaction.response.defer(ephemeral=True, thinking=True)
        view, picture = await self._drawn(guild, user, interaction.app_permissions)
        await interaction.followup.send(view=view, file=picture or discord.utils.MISSING, ephemeral=True)

    async def _drawn(
        self, guild: discord.Guild, user: discord.abc.User, allowed: discord.Permissions
    ) -> tuple[ui.LayoutView, discord.File | None]:
        level = await self.bot.levels.get(user.id, guild.id)
        shown = standing(user, level, await self.bot.levels.rank(user.id, guild.id))
        return await drawn(self._cards, user, shown, allowed)
