"""The bot: joins the services to Discord and owns what happens between its start and its end."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from astromorty.cogs import EXTENSIONS
from astromorty.commands.invocation import Tree, begin
from astromorty.commands.sync import StartSync
from astromorty.context import Context, Interaction
from astromorty.database.controllers.guild import GuildController
from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.jail import JailController
from astromorty.database.controllers.level import LevelController
from astromorty.database.controllers.level_rules import LevelRulesController
from astromorty.database.controllers.operator_state import OperatorStateController
from astromorty.database.controllers.permission import PermissionController
from astromorty.database.controllers.retention import RetentionController
from astromorty.database.controllers.server_roles import ServerRolesController
from astromorty.database.engine import Database
from astromorty.error_handler import ErrorHandler
from astromorty.gate import Gate
from astromorty.gateway import ShardConnections, ask_discord
from astromorty.intents import IntentPlan
from astromorty.log.fields import bind_to_task
from astromorty.message_flow import MessageFlow
from astromorty.running_work import finish_work, running_work
from astromorty.services.cases import Cases
from astromorty.services.command_runs import CommandRuns
from astromorty.services.guild_settings import GuildSettings
from astromorty.services.lanes import Lanes
from astromorty.services.locks import Locks
from astromorty.services.pace import Pace
from astromorty.services.permissions import PermissionEdits
from astromorty.services.prefixes import PrefixManager
from astromorty.services.reminders import Reminders
from astromorty.services.reports import Reports
from astromorty.services.retention import Presence, Retention
from astromorty.services.rooms.service import Rooms
from astromorty.services.sharding import Placement, Sharding, Spans
from astromorty.services.tickets import Tickets
from astromorty.services.timers import Timers
from astromorty.services.warming import warm_guilds
from astromorty.services.xp_grants import XpGrants
from astromorty.settings import Settings
from astromorty.ui.cards import refusal
from astromorty.ui.menu import LiveMenus

if TYPE_CHECKING:
    from astromorty.cogs.cases.mod_log import ModLog
    from astromorty.cogs.config.pages import AreaPart
    from astromorty.portable import Portable

# Discord acknowledges a heartbeat every 41 s: a connection that says nothing for so long is dead, though it stays open.
HEARTBEAT_TIMEOUT = 60.0
# What a command that is running when the bot stops may still take, in seconds.
FINISH_TIMEOUT = 5.0
_PREFIX_LOCKED = "The prefix is fixed by the operator of this bot (BOT_INFO__PREFIX) and cannot be changed here."


class Astromorty(commands.AutoShardedBot):
    """The composition root.

    Args:
        settings: What the operator decided.
        database: Open, with its schema up to date; the caller closes it after the bot.
        plan: The gateway intents to ask for.
        request_stop: Called when the operator asks for the end of the process from within Discord.
    """

    # Made by the area of cases, which knows how entries look.
    mod_log: "ModLog"

    def __init__(
        self, settings: Settings, database: Database, plan: IntentPlan, *, request_stop: Callable[[], None]
    ) -> None:
        super().__init__(
            command_prefix=(),  # `get_prefix` says it
            tree_cls=Tree,
            help_command=None,
            case_insensitive=True,
            strip_after_prefix=True,
            intents=plan.intents,
            owner_ids=settings.owner_ids,
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            enable_raw_presences=plan.intents.presences,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            shard_count=settings.sharding.count,
        )
        self.database = database
        self.cache = database.cache
        self.plan = plan
        self.request_stop = request_stop
        self.closing = False
        self.mentions: tuple[str, ...] = ()
        self.started_at = datetime.now(UTC)
        self.menus = LiveMenus()
        self.pace = Pace()
        self.command_runs = CommandRuns()
        self.errors = ErrorHandler(self.command_runs)
        self.messages = MessageFlow(self)
        self._open_to_areas()
        self._make_services(settings)
        self.add_check(self.gate.check)
        self.before_invoke(begin)

    def _open_to_areas(self) -> None:
        """Make what areas enter themselves into as they are loaded."""
        # What the dashboard shows below an area's settings, by area.
        self.area_parts: dict[str, AreaPart] = {}
        # What a server's exported configuration holds besides the settings, by its name in the file.
        self.portable: dict[str, Portable] = {}
        # Work that waits in the background, by area.
        self.lanes: dict[str, Lanes] = {}
        # What is loaded ahead of a server's first message: called one after the other once the bot is ready, and for
        # servers that come later.
        self.warmers: list[Callable[[Collection[int]], Awaitable[object]]] = []

    def _make_services(self, settings: Settings) -> None:
        """Make what the bot itself or more than one area needs, and what buttons of an earlier process ask for."""
        database = self.database
        self.sharding = Sharding(database, Placement.decided(settings), lambda: ask_discord(self), spans=Spans())
        # One of the operator's own goes before the one that Discord names.
        gateway = settings.discord_gateway_url if "discord_gateway_url" in settings.model_fields_set else None
        self.connections = ShardConnections(self, self.sharding.gate, gateway=gateway)
        self.timers = Timers(database, lambda: (self.connections.listed, self.shard_count or 1))
        self.locks = Locks(database)
        self.operator_state = OperatorStateController(database)
        self._start_sync = StartSync(self)
        self.known_guilds = GuildController(database)
        keep = timedelta(days=settings.retention_days)
        self.retention = Retention(RetentionController(database, keep), self._presence)
        override = settings.bot_info.prefix
        configs = GuildConfigController(database)
        self.guild_settings = GuildSettings(configs, {"prefix": _PREFIX_LOCKED} if override else {})
        self.prefixes = PrefixManager(configs, self.guild_settings, override=override)
        self.permissions = PermissionController(database)
        self.permission_edits = PermissionEdits(self.permissions)
        self.gate = Gate(self, self.permissions)
        self.warmers += [self.prefixes.warm, partial(warm_guilds, self.cache, preload=self.permissions.preload)]
        self.levels = LevelController(database)
        self.xp = XpGrants(self.levels)
        self.level_rules = LevelRulesController(database)
        self.server_roles = ServerRolesController(database)
        self.reminders = Reminders(database, self.timers, self.guild_settings)
        self.cases = Cases(database, self.timers)
        self.reports = Reports(database, self.cases)
        self.tickets = Tickets(database, self.timers)
        self.rooms = Rooms(database, self.timers)
        self.jails = JailController(database)

    def _presence(self) -> Presence:
        return Presence(self.connections.listed, self.shard_count or 1, [guild.id for guild in self.guilds])

    async def setup_hook(self) -> None:
        """Load every cog and register the slash commands; runs between login and gateway."""
        assert self.user is not None
        self.mentions = (f"<@{self.user.id}>", f"<@!{self.user.id}>")
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        await self._start_sync.begin()

    async def launch_shards(self) -> None:
        """Connect the shards that are ours as soon as they are; `connect` comes here first."""
        await self.sharding.start(self.connections)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the shard's turn to begin a session."""
        del initial
        assert shard_id is not None
        await self.sharding.gate.enter(shard_id)

    async def get_prefix(self, message: discord.Message, /) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleMethodOverride] - theirs is a list
        """Return all that a command in a message may start with, the longest first."""
        return await self.prefixes.accepted(message.guild.id if message.guild else None, self.mentions)

    async def get_context(self, origin: discord.Message | Interaction, /, *, cls: Any = Context) -> Any:
        """Give commands our context, and log lines of a command its name and server."""
        ctx = await super().get_context(origin, cls=cls)
        if ctx.command is not None:
            # Each invocation runs in a task of its own.
            bind_to_task(guild=ctx.guild.id if ctx.guild else None, command=ctx.command.qualified_name)
        return ctx

    async def invoke(self, ctx: commands.Context[Any], /) -> None:
        """Run the command that a message holds, if it holds one."""
        if ctx.command is None:
            await super().invoke(ctx)
            return
        with self.command_runs.running("message") as run:
            await super().invoke(ctx)
            run.name, run.is_done = ctx.command.qualified_name, not ctx.command_failed

    async def close(self) -> None:
        """Begin no new work, let running commands finish for up to 5 s, then leave Discord."""
        if not self.closing:
            self.closing = True
            await asyncio.gather(
                finish_work(running_work(), seconds=FINISH_TIMEOUT),
                self.timers.close(within=FINISH_TIMEOUT),
                self.retention.close(),
                self._start_sync.close(),
            )
            await self.xp.close()
        await self.sharding.stop()
        try:
            await self.connections.close()
            # All at once: one after the other, as discord.py would, what each may still wait for adds up.
            await asyncio.gather(*(self.remove_cog(name) for name in tuple(self.cogs)))
            await super().close()
        finally:
            await self.sharding.release()

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Begin with a member's message at once, in a task only if there is something to wait for; pass on the rest."""
        if event_name != "message":
            super().dispatch(event_name, *args, **kwargs)
            return
        message: discord.Message = args[0]
        if not message.author.bot and not self.closing:
            rest = self.messages.begin(message)
            if rest is not None:
                super().dispatch("begun_message", rest)

    async def on_begun_message(self, rest: Awaitable[None]) -> None:
        """Do what is left to be done about a message, with the command in it for example."""
        await rest

    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer presses that no menu answers: it ended, or an earlier process opened it."""
        # discord.py starts a menu's own task first: by now the menu has seen the press, or nobody will.
        sentence = self.menus.objection(interaction)
        # A form may have answered and be gone by now.
        if sentence is not None and not interaction.response.is_done():
            await interaction.response.send_message(view=refusal(sentence), ephemeral=True)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Note that READY came, in which Discord lists a shard's servers."""
        self.connections.note_listed(shard_id)

    async def on_command_error(self, context: commands.Context[Any], exception: commands.CommandError, /) -> None:
        """Answer an error of a prefix or hybrid command."""
        assert isinstance(context, Context)
        await self.errors.from_command(context, exception)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Report what an event listener raised."""
        del kwargs
        self.errors.from_listener(event_method, args)
