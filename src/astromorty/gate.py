"""The one gate that every command passes, in all its forms: slash, prefix, menu, autocomplete, button, form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.context import Context, Interaction
from astromorty.database.controllers.permission import PermissionController
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.database.models import PermissionSet
from astromorty.errors import NotAllowed
from astromorty.services.permissions import By, Decision, Editor, Holder, Requirement, Subject, because, decide

if TYPE_CHECKING:
    from discord.interactions import InteractionChannel

    from astromorty.bot import Astromorty

    # Where a command or a press comes from; only channels of a server have permissions.
    Channel = discord.abc.MessageableChannel | InteractionChannel

Command = commands.Command[Any, ..., Any]
CallbackT = TypeVar("CallbackT", bound=Callable[..., Any])
_MARK = "__requirement__"
# What was found about commands: it is asked at each use, and a command never changes.
_subjects: WeakKeyDictionary[Command, Subject] = WeakKeyDictionary()

# What members may do inside commands that everybody may run. A server makes rules about these as about commands.
RIGHTS: Mapping[str, tuple[str, Requirement]] = MappingProxyType(
    {
        "manage-snippets": ("change everybody's snippets", Requirement(("manage_messages",))),
        "manage-rooms": ("change everybody's voice rooms", Requirement(("manage_channels",))),
        "manage-tickets": ("work on everybody's tickets", Requirement(("manage_channels",))),
        "clear-afk": ("end another member's absence", Requirement(("moderate_members",))),
    }
)


def needs(*, in_channel: bool = False, **permissions: bool) -> Callable[[CallbackT], CallbackT]:
    """Declare which Discord permissions a command needs by default; subcommands inherit it.

    Args:
        in_channel: Whether the channel's own permissions count, not the server's.
        **permissions: Discord's names, such as ``ban_members=True``.
    """
    discord.Permissions(**permissions)  # raises TypeError for a name that Discord does not know
    return beside_command(_MARK, Requirement(tuple(permissions), in_channel=in_channel))


def needs_operator() -> Callable[[CallbackT], CallbackT]:
    """Declare that only the operator of the bot may run a command, whatever a server decides."""
    return beside_command(_MARK, Requirement(operator=True))


def beside_command(name: str, value: object) -> Callable[[CallbackT], CallbackT]:
    """Keep `value` beside a command, under `name` on the function that the command is made of."""

    def mark(callback: CallbackT) -> CallbackT:
        # Above a command decorator it would be lost.
        if isinstance(callback, commands.Command | app_commands.Command):
            raise TypeError(f"{name}: what a command declares stands below the decorator that makes it a command")
        setattr(callback, name, value)
        return callback

    return mark


def subject_of(command: Command) -> Subject:
    """Return what rules know of a command; it needs what it declares, else what the innermost group around it does."""
    subject = _subjects.get(command)
    if subject is None:
        path = (command, *command.parents)
        declared = (getattr(each.callback, _MARK, None) for each in path)
        requirement = next((each for each in declared if each is not None), Requirement())
        subject = _subjects[command] = Subject(tuple(each.qualified_name for each in path), requirement)
    return subject


def command_name(interaction: Interaction) -> str | None:
    """Return the name by which rules know the command of an interaction; None if it is for no command of ours."""
    command = interaction.command
    if isinstance(command, app_commands.ContextMenu):
        return command.extras.get("command")
    wrapped = getattr(command, "wrapped", None)  # what a hybrid's slash form stands for
    if isinstance(wrapped, commands.Command):
        return wrapped.qualified_name
    return command.qualified_name if command is not None else None


class Gate:
    """Decides who passes, by what the server decided and else by what the command needs.

    Attributes:
        limits: Asked, by whom, which command and where, when one is about to run, once in any of its forms; they raise
            `NotAllowed` where somebody has to wait.
    """

    def __init__(self, bot: Astromorty, permissions: PermissionController) -> None:
        self.limits: list[Callable[[discord.Member | discord.User, str, Channel | None], Awaitable[None]]] = []
        self._bot = bot
        self._permissions = permissions

    async def check(self, ctx: commands.Context[Any]) -> bool:
        """Let a command pass, or raise what `refuse` does, in discord.py's wrapper: the bot's global check."""
        assert isinstance(ctx, Context)
        if ctx.command is None:
            return True
        try:
            _refuse_by(await self._decide(ctx.author, subject_of(ctx.command), ctx.channel))
        except (NotAllowed, DatabaseUnavailableError) as error:
            # From a check discord.py expects errors of its own and leaves others to nobody.
            raise commands.CommandInvokeError(error) from error
        return True

    async def refuse(self, member: discord.Member | discord.User, name: str, channel: Channel | None = None) -> None:
        """Raise `NotAllowed` with who may, or `NoPrivateMessage`, unless `member` may run the command or has the right.

        Raises `DatabaseUnavailableError` where only the server's own rules could tell.
        """
        _refuse_by(await self.decide(member, name, channel))

    async def begin(self, member: discord.Member | discord.User, name: str, channel: Channel | None) -> None:
        """Raise what one of the limits does; for who passed, just before the command runs."""
        for limit in tuple(self.limits):
            await limit(member, name, channel)

    async def may(self, member: discord.Member | discord.User, name: str, channel: Channel | None = None) -> bool:
        """Say whether `refuse` would let `member` pass."""
        try:
            return (await self.decide(member, name, channel)).allowed
        except commands.NoPrivateMessage:
            return False

    async def decide(
        self, member: discord.Member | discord.User, name: str, channel: Channel | None = None
    ) -> Decision:
        """Decide whether `member` may run a command or has a right, for all that is declared and decided.

        Args:
            member: Who; a mere user where there is no server.
            name: The command's qualified name, or one of `RIGHTS`.
            channel: Where; matters for commands that look at the channel's permissions.
        """
        return await self._decide(member, self._find(name), channel)

    async def _decide(
        self, member: discord.Member | discord.User, subject: Subject, channel: Channel | None
    ) -> Decision:
        requirement = subject.requirement
        if requirement.operator:
            return Decision(await self._bot.is_owner(member), By.OPERATOR, requirement)
        if not isinstance(member, discord.Member):
            if requirement.permissions:
                raise commands.NoPrivateMessage
            return Decision(True, By.DEFAULT, requirement)
        holder = holder_of(member, requirement, channel)
        decided = await self._decided_by(member.guild.id, requirement, holder)
        return decide(subject.path, requirement, holder, decided)

    def editor(self, member: discord.Member) -> Editor:
        """Return `member` as somebody who changes what the server decided."""
        return Editor(member.guild.id, self.subjects(), partial(holder_of, member))

    def subjects(self) -> dict[str, Subject]:
        """Return all that a server's rules can be about, by name, and the operator's commands."""
        found = [subject_of(command) for command in self._bot.walk_commands()]
        found += [Subject((name,), requirement, purpose) for name, (purpose, requirement) in RIGHTS.items()]
        return {subject.name: subject for subject in sorted(found, key=lambda subject: subject.name)}

    def _find(self, name: str) -> Subject:
        command = self._bot.get_command(name)
        if command is not None:
            return subject_of(command)
        if name in RIGHTS:
            return Subject((name,), RIGHTS[name][1])
        raise LookupError(f"there is no command and no right called {name!r}")

    async def _decided_by(self, guild_id: int, requirement: Requirement, holder: Holder) -> PermissionSet:
        if holder.is_owner or holder.is_administrator:
            return PermissionSet()
        try:
            return await self._permissions.get_set(guild_id)
        except DatabaseUnavailableError:
            # What somebody may do by hand in Discord they may have done by the bot, database or not. Whom only a rule
            # could let pass, or keep out, has to wait.
            if requirement.permissions and not holder.missing:
                return PermissionSet()
            raise


def _refuse_by(decision: Decision) -> None:
    if not decision.allowed:
        raise NotAllowed(because(decision))


def holder_of(member: discord.Member, requirement: Requirement, channel: Channel | None = None) -> Holder:
    """Return what `member` is and has, for what a command needs; in the server, or in `channel` where that counts."""
    has = in_server = member.guild_permissions
    if requirement.in_channel and isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        has = channel.permissions_for(member)
    return Holder(
        is_owner=member.id == member.guild.owner_id,
        is_administrator=in_server.administrator,
        role_ids=frozenset(role.id for role in member.roles),
        missing=tuple(name for name in requirement.permissions if not getattr(has, name)),
    )
