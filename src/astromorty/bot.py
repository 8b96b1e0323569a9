"""The bot: joins the services to Discord and owns what happens between its start and its end."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands
from loguru import logger

from astromorty.cogs import EXTENSIONS
from astromorty.command_sync import StartSync
from astromorty.context import Context, Interaction
from astromorty.database.controllers.guild import GuildController
from astromorty.database.controllers.guild_config import GuildConfigController
from astromorty.database.controllers.jail import JailController
from astromorty.database.controllers.level import LevelController
from astromorty.database.controllers.level_rules import LevelRulesController
from astromorty.database.controllers.level_transfer import LevelTransferController
from astromorty.database.controllers.member_data import MemberDataController
from astromorty.database.controllers.operator_state import OperatorStateController
from astromorty.database.controllers.permission import PermissionController
from astromorty.database.controllers.retention import RetentionController
from astromorty.database.controllers.server_roles import ServerRolesController
from astromorty.database.engine import Database
from astromorty.error_handler import ErrorHandler
from astromorty.gate import Gate
from astromorty.gateway import LateServers, ShardConnections, ask_discord
from astromorty.intents import IntentPlan
from astromorty.invocation import Tree, begin
from astromorty.log_fields import WORK_TASKS, bind_to_task
from astromorty.message_flow import MessageFlow
from astromorty.services.afk import Absences
from astromorty.services.cases import Cases
from astromorty.services.command_runs import CommandRuns
from astromorty.services.guild_settings import GuildSettings
from astromorty.services.lanes import Lanes
from astromorty.services.level_files import LevelImporter
from astromorty.services.locks import Locks
from astromorty.services.pace import Pace
from astromorty.services.permissions import PermissionEdits
from astromorty.services.prefixes import PrefixManager
from astromorty.services.reminders import Reminders
from astromorty.services.reports import Reports
from astromorty.services.retention import Presence, Retention
from astromorty.services.rooms.service import Rooms
from astromorty.services.sharding import Placement, Sharding, Spans
from astromorty.services.snippets import Snippets
from astromorty.services.tickets import Tickets
from astromorty.services.timers import Timers
from astromorty.services.warming import warm_guilds
from astromorty.services.xp_grants import XpGrants
from astromorty.settings import Settings
from astromorty.ui.cards import refusal
from astromorty.ui.menu import LiveMenus
from astromorty.ui.rank_card import RankCards

if TYPE_CHECKING:
    from astromorty.cogs.cases.mod_log import ModLog
    from astromorty.cogs.config.pages import AreaPart
    from astromorty.portable import Portable

# Discord acknowledges a heartbeat every 41 s: a connection that says nothing for so long is dead, though it stays open.
HEARTBEAT_TIMEOUT = 60.0
# What a command that is running when the bot stops may still take, in seconds.
FINISH_TIMEOUT = 5.0
# How long the database may take to answer a question after the bot's health, in seconds.
PING_TIMEOUT = 3.0
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
        self.rank_cards = RankCards()
        self.messages = MessageFlow(self)
        # What the dashboard shows below an area's settings, by area.
        self.area_parts: dict[str, AreaPart] = {}
        # What a server's exported configuration holds besides the settings, by its name in the file.
        self.portable: dict[str, Portable] = {}
        # Work that waits in the background, by area.
        self.lanes: dict[str, Lanes] = {}
        self.command_runs = CommandRuns()
        self.errors = ErrorHandler(self.command_runs)
        self.known_guilds = GuildController(database)
        self.operator_state = OperatorStateController(database)
        self.member_data = MemberDataController(database)
        self.locks = Locks(database)
        self.sharding = Sharding(database, Placement.decided(settings), lambda: ask_discord(self), spans=Spans())
        # One of the operator's own goes before the one that Discord names.
        gateway = settings.discord_gateway_url if "discord_gateway_url" in settings.model_fields_set else None
        self.connections = ShardConnections(self, self.sharding.gate, gateway=gateway)
        self._late = LateServers(self._note_back)
        self.permissions = PermissionController(database)
        self.permission_edits = PermissionEdits(self.permissions)
        self.gate = Gate(self, self.permissions)
        self.add_check(self.gate.check)
        self.timers = Timers(database, lambda: (self.connections.listed, self.shard_count or 1))
        self.levels = LevelController(database)
        self.xp = XpGrants(self.levels)
        self.level_rules = LevelRulesController(database)
        self.server_roles = ServerRolesController(database)
        self.level_transfer = LevelTransferController(database)
        self.level_importer = LevelImporter(database)
        keep = timedelta(days=settings.retention_days)
        self.retention = Retention(RetentionController(database, keep), self._presence)
        override = settings.bot_info.prefix
        configs = GuildConfigController(database)
        self.guild_settings = GuildSettings(configs, {"prefix": _PREFIX_LOCKED} if override else {})
        self.absences = Absences(database, self.timers)
        self.prefixes = PrefixManager(configs, self.guild_settings, override=override)
        self.snippets = Snippets(database, self.guild_settings)
        self.reminders = Reminders(database, self.timers, self.guild_settings)
        self.cases = Cases(database, self.timers)
        self.reports = Reports(database, self.cases)
        self.tickets = Tickets(database, self.timers)
        self.rooms = Rooms(database, self.timers)
        self.jails = JailController(database)
        # What is loaded ahead of a server's first message: called one after the other once the bot is ready, and for
        # servers that come later.
        self.warmers: list[Callable[[Collection[int]], Awaitable[object]]] = [
            self.prefixes.warm,
            self.absences.warm,
            self.snippets.warm,
            partial(warm_guilds, self.cache, preload=self.permissions.preload),
            partial(warm_guilds, self.cache, preload=self.level_rules.preload),
        ]
        self._warming: asyncio.Task[None] | None = None
        self._start_sync = StartSync(self)
        self.before_invoke(begin)

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
            running = [task for task in asyncio.all_tasks() if task.get_name().startswith(WORK_TASKS)]
            running = [task for task in running if task is not asyncio.current_task()]
            finishing: list[Awaitable[object]] = [self.timers.close(within=FINISH_TIMEOUT)]
            if running:
                logger.info("Waiting for {} running commands", len(running))
                finishing.append(_finish(running))
            await asyncio.gather(*finishing, self.retention.close(), self._late.close(), self._start_sync.close())
            if self._warming is not None:
                self._warming.cancel()
                await asyncio.gather(self._warming, return_exceptions=True)
            await self.rank_cards.close()
            await self.xp.close()
        await self.sharding.stop()
        try:
            await self.connections.close()
            # All at once: one after the other, as discord.py would, what each may still wait for adds up.
            await asyncio.gather(*(self.remove_cog(name) for name in tuple(self.cogs)))
            await super().close()
        finally:
            await self.sharding.release()

    async def find_fault(self) -> str | None:
        """Say in a few words what keeps the bot from its work, within 3 s; None when nothing does."""
        if self.closing:
            return "the bot is stopping"
        here = sum(not shard.is_closed() for shard in self.shards.values())
        held = len(self.sharding.held)
        is_standby = self.sharding.state == "standby"
        if not is_standby and (here < held or not self.is_ready()):
            return f"not connected to Discord ({here} of {held or '?'} shards)"
        return None if await self.database.answers(within=PING_TIMEOUT) else "the database does not answer"

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

    async def on_ready(self) -> None:
        """Note the servers that the bot is in; shards that reconnect bring this up again."""
        assert self.user is not None
        self._tell_present(self.guilds)
        await self._sync_guilds(self.connections.listed)
        logger.info("Ready as {} in {} servers on {} shards", self.user, len(self.guilds), len(self.shards))
        if not self.closing:
            self.timers.start()
            self.retention.start()
        if not self.closing and (self._warming is None or self._warming.done()):
            self._warming = asyncio.create_task(self._warm([g.id for g in self.guilds]), name="warm the cache")

    async def _warm(self, guild_ids: list[int]) -> None:
        """Load what every message or command asks for, so that no first one has to wait."""
        for warm in tuple(self.warmers):
            await warm(guild_ids)

    async def on_shard_ready(self, shard_id: int) -> None:
        """Note who came or left while one shard of several was away for long, or with another process."""
        if self.is_ready():
            guilds = [guild for guild in self.guilds if guild.shard_id == shard_id]
            self._tell_present(guilds)
            await self._sync_guilds((shard_id,))
            self.retention.look_again()
            self.timers.look_again()
            await self._warm([guild.id for guild in guilds])

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Note a server that an outage had kept away; the others are noted with their shard."""
        if self.is_ready() and not self.closing:
            self._late.arrived(guild)

    async def _note_back(self, guilds: Collection[discord.Guild]) -> None:
        self._tell_present(guilds)
        names = {guild.id: guild.name for guild in guilds}
        await self.known_guilds.sync(names, shard_ids=())
        await self._warm(list(names))

    def _tell_present(self, guilds: Collection[discord.Guild]) -> None:
        """Let the areas catch up with what nobody saw in servers that are there now.

        The database is asked for nothing before: it may be away, and not all areas need it.
        """
        self.dispatch("servers_present", [guild for guild in guilds if not guild.unavailable])

    async def _sync_guilds(self, shard_ids: tuple[int, ...]) -> None:
        # Servers that an outage made unavailable are among them, without a name after a start.
        names = {g.id: None if g.unavailable else g.name for g in self.guilds if g.shard_id in shard_ids}
        self._late.noted(names)
        await self.known_guilds.sync(names, shard_ids=shard_ids, shard_count=self.shard_count or 1)

    def _presence(self) -> Presence:
        return Presence(self.connections.listed, self.shard_count or 1, [guild.id for guild in self.guilds])

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Remember a new server; one that comes back finds its configuration again."""
        await self.known_guilds.joined(guild.id, guild.name)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that the bot left; the server's rows stay for its return, what is cached of it goes."""
        await self.known_guilds.left(guild.id)
        await self.cache.forget_guild(guild.id)
        self.retention.look_again()

    async def on_command_error(self, context: commands.Context[Any], exception: commands.CommandError, /) -> None:
        """Answer an error of a prefix or hybrid command."""
        assert isinstance(context, Context)
        await self.errors.from_command(context, exception)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Report what an event listener raised."""
        del kwargs
        error = sys.exception()
        assert error is not None, "discord.py calls this while it handles one"
        self.errors.from_event(error, f"The listener {event_method} failed", guild_id=_guild_of(args))


async def _finish(running: Collection[asyncio.Task[Any]]) -> None:
    _, late = await asyncio.wait(running, timeout=FINISH_TIMEOUT)
    for task in late:  # else it would go on where there is no connection to Discord any more
        task.cancel()


def _guild_of(event: Sequence[object]) -> int | None:
    """Return the server that an event's first argument is, is in, or names."""
    about = event[0] if event else None
    guild = about if isinstance(about, discord.Guild) else getattr(about, "guild", None)
    return guild.id if isinstance(guild, discord.Guild) else getattr(about, "guild_id", None)
